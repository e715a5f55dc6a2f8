//go:build unix

package store

import (
	"bufio"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
)

// serverEnv names a PostgreSQL server to test on instead of one of our own. Its
// user must be allowed to create databases.
const serverEnv = "NINEFOLD_TEST_POSTGRES"

var errNoServer = errors.New("no PostgreSQL server found, apt-get install postgresql, or set " + serverEnv)

// server is the PostgreSQL server of this test run. It is started by the first
// test that needs it.
var server postgresServer

type postgresServer struct {
	once  sync.Once
	err   error
	dsn   string // of its database postgres
	dir   string
	cmd   *exec.Cmd
	stdin io.Closer
}

// postgresDSN returns the address of a new, empty database, which is dropped at
// the end of the test.
func postgresDSN(t *testing.T) string {
	t.Helper()
	server.once.Do(server.start)
	if errors.Is(server.err, errNoServer) && os.Getenv("CI") != "true" {
		t.Skip(server.err)
	}
	if server.err != nil {
		t.Fatal(server.err)
	}
	admin, err := sql.Open("pgx", server.dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = admin.Close() }()
	name := NewID("ninefold")
	if _, err := admin.ExecContext(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		admin, err := sql.Open("pgx", server.dsn)
		if err == nil {
			_, err = admin.Exec("DROP DATABASE " + name + " WITH (FORCE)")
			err = errors.Join(err, admin.Close())
		}
		if err != nil {
			t.Error(err)
		}
	})
	u, err := url.Parse(server.dsn)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

// serverScript runs a server in the folder $1 with the programs in $2 until its
// standard input ends: also when the test binary is killed. Only a socket in the
// folder leads to it. A test kills clients, never the machine, so that fsync
// would only cost time.
const serverScript = `
trap '' INT TERM
"$2/initdb" -D "$1/data" -U ninefold -A trust -E UTF8 --locale=C --no-sync >"$1/log" 2>&1 &&
"$2/pg_ctl" -D "$1/data" -l "$1/log" -w -o "-c listen_addresses='' -c fsync=off -k '$1'" start >>"$1/log" 2>&1 &&
echo ready
read -r _
"$2/pg_ctl" -D "$1/data" -m immediate -w stop >>"$1/log" 2>&1
rm -rf "$1"
`

func (s *postgresServer) start() {
	if s.dsn = os.Getenv(serverEnv); s.dsn != "" {
		return
	}
	bin, ok := postgresPrograms()
	if !ok {
		s.err = errNoServer
		return
	}
	if s.err = s.run(bin); s.err != nil {
		log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
		s.err = fmt.Errorf("start postgres in %s: %w\n%s", s.dir, s.err, log)
	}
}

func (s *postgresServer) run(bin string) (err error) {
	if s.dir, err = os.MkdirTemp("", "ninefold-postgres-"); err != nil { // short, as the path of a socket must be
		return err
	}
	s.cmd = exec.Command("sh", "-c", serverScript, "sh", s.dir, bin)
	s.cmd.Dir = s.dir
	if os.Geteuid() == 0 { // PostgreSQL refuses to run as root
		uid, gid, err := unprivileged()
		if err != nil {
			return err
		}
		s.cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uid, Gid: gid}}
		if err := os.Chown(s.dir, int(uid), int(gid)); err != nil {
			return err
		}
	}
	if s.stdin, err = s.cmd.StdinPipe(); err != nil {
		return err
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := s.cmd.Start(); err != nil {
		return err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || strings.TrimSpace(line) != "ready" {
		return fmt.Errorf("not ready: %q, %w", line, err)
	}
	s.dsn = (&url.URL{
		Scheme: "postgres", User: url.User("ninefold"), Path: "/postgres",
		RawQuery: url.Values{"host": {s.dir}}.Encode(),
	}).String()
	return nil
}

func (s *postgresServer) stop() error {
	if s.stdin == nil {
		return nil
	}
	return errors.Join(s.stdin.Close(), s.cmd.Wait())
}

// postgresPrograms returns the folder of initdb and pg_ctl, of the newest version
// where Debian has installed several.
func postgresPrograms() (string, bool) {
	folders, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	newest := -1.0
	best := ""
	for _, f := range folders {
		v, err := strconv.ParseFloat(filepath.Base(filepath.Dir(f)), 64)
		if _, missing := os.Stat(filepath.Join(f, "initdb")); err == nil && missing == nil && v > newest {
			newest, best = v, f
		}
	}
	if best != "" {
		return best, true
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), true
	}
	return "", false
}

// unprivileged returns a user to run the server as when we are root.
func unprivileged() (uid, gid uint32, err error) {
	u, err := user.Lookup("postgres")
	if err != nil {
		if u, err = user.Lookup("nobody"); err != nil {
			return 0, 0, err
		}
	}
	id, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return 0, 0, err
	}
	group, err := strconv.ParseUint(u.Gid, 10, 32)
	return uint32(id), uint32(group), err
}
