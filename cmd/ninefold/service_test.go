package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A service is ninefold serve, running as a process.
type service struct {
	t      *testing.T
	cmd    *exec.Cmd
	stderr bytes.Buffer
	base   string // http://127.0.0.1:…
	link   string // signs in once
	client *http.Client
}

// serve starts the service on a free port. It is stopped with the test, if not
// before.
func serve(t *testing.T, database string) *service {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &service{t: t, cmd: exec.Command("ninefold", "serve", "--database", database, "--listen", "127.0.0.1:0"),
		client: &http.Client{Jar: jar, Timeout: time.Minute}}
	s.cmd.Stderr = &s.stderr
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if s.cmd.ProcessState == nil {
			_ = s.cmd.Process.Kill()
			_ = s.cmd.Wait()
		}
	})
	address := regexp.MustCompile(`http://\S+`)
	for scan := bufio.NewScanner(out); s.link == "" && scan.Scan(); {
		switch found := address.FindString(scan.Text()); {
		case strings.Contains(found, "/signin?"):
			s.link = found
		case found != "":
			s.base = found
		}
	}
	if s.link == "" {
		_ = s.cmd.Wait()
		t.Fatalf("serve printed no sign-in link:\n%s", s.stderr.String())
	}
	return s
}

// get returns the body of an answer, which must have the status.
func (s *service) get(status int, path string) []byte {
	s.t.Helper()
	return s.do(status, http.MethodGet, path, "")
}

// table downloads a table as CSV.
func (s *service) table(name string) []byte {
	s.t.Helper()
	return s.get(http.StatusOK, "/api/v1/reports/tables/"+name+".csv")
}

func (s *service) do(status int, method, path, body string) []byte {
	s.t.Helper()
	return s.send(status, method, path, "application/json", body)
}

func (s *service) send(status int, method, path, mediaType, body string) []byte {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.base+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", mediaType)
	}
	resp, err := s.client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != status {
		s.t.Fatalf("%s %s: %s, want %d (%v)\n%.500s", method, path, resp.Status, status, err, data)
	}
	return data
}

func (s *service) signIn() {
	s.t.Helper()
	resp, err := s.client.Get(s.link)
	if err != nil {
		s.t.Fatal(err)
	}
	_ = resp.Body.Close()
	// It leads to the dashboard, which a build without the bundle answers with 404.
	if at := resp.Request.URL.Path; at != "/overview" {
		s.t.Fatalf("the sign-in link leads to %s: %s", at, resp.Status)
	}
	s.do(http.StatusOK, http.MethodGet, "/api/v1/session", "")
}

func decode[T any](t *testing.T, data []byte) (out T) {
	t.Helper()
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// stop ends the service as an operating system does, and wants it to end well.
func (s *service) stop(t *testing.T) {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.cmd.Wait() }()
	select {
	case err := <-done:
		if err != nil || strings.Contains(s.stderr.String(), "FAIL") {
			t.Errorf("serve ended with %v\n%s", err, s.stderr.String())
		}
	case <-time.After(shutdownTime):
		t.Errorf("serve did not end within %v", shutdownTime)
	}
}
