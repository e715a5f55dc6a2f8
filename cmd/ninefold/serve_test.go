package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A database without a model is served as well, and says what to do.
func TestServeWithoutModel(t *testing.T) {
	s := serve(t, filepath.Join(t.TempDir(), "empty.db"))
	s.signIn()
	if problem := s.get(http.StatusNotFound, "/api/v1/overview"); !bytes.Contains(problem, []byte("no_assessment")) {
		t.Errorf("an empty database answers %s", problem)
	}
	s.stop(t)
	if !strings.Contains(s.stderr.String(), "ninefold analyze FILE --save") {
		t.Errorf("no word on what to do:\n%s", s.stderr.String())
	}
}

// The sign-in link works once, and a port that is taken is said to be.
func TestServeOnce(t *testing.T) {
	database := filepath.Join(t.TempDir(), "empty.db")
	s := serve(t, database)
	s.signIn()
	resp, err := http.Get(s.link)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("the link works twice: %s", resp.Status)
	}
	_, stderr := ninefold(t, exitUnreachable, "serve", "--database", database, "--listen", strings.TrimPrefix(s.base, "http://"))
	if !strings.Contains(stderr, "address already in use") || !strings.Contains(stderr, "--listen") {
		t.Errorf("a port in use: %s", stderr)
	}
	s.stop(t)
}

// Health for a load balancer, metrics for Prometheus.
func TestOperations(t *testing.T) {
	database := filepath.Join(t.TempDir(), "empty.db")
	secret, _ := ninefold(t, exitDone, "token", "create", "--name", "prometheus", "--database", database)
	s := serve(t, database)
	for _, path := range []string{"/healthz", "/readyz"} {
		if got := s.get(http.StatusOK, path); string(got) != "ok\n" {
			t.Errorf("%s says %q", path, got)
		}
	}
	metrics := s.get(http.StatusOK, "/metrics")
	if !bytes.Contains(metrics, []byte(`ninefold_http_requests_total{method="GET",route="/readyz",status="200"} 1`)) {
		t.Errorf("the request is not counted:\n%.2000s", metrics)
	}
	t.Run("promtool", func(t *testing.T) {
		if _, err := exec.LookPath("promtool"); err != nil {
			missing(t, "no promtool: apt-get install prometheus")
		}
		check := exec.Command("promtool", "check", "metrics")
		check.Stdin = bytes.NewReader(metrics)
		if out, err := check.CombinedOutput(); err != nil {
			t.Errorf("promtool: %v\n%s", err, out)
		}
	})
	t.Run("prometheus", func(t *testing.T) { scrape(t, s, strings.TrimSpace(secret)) })
	s.stop(t)
}

// scrape lets a real Prometheus read the metrics, with a token, and asks it whether
// it could.
func scrape(t *testing.T, s *service, secret string) {
	if _, err := exec.LookPath("prometheus"); err != nil {
		missing(t, "no prometheus: apt-get install prometheus")
	}
	dir, address := t.TempDir(), freeAddress(t)
	config := fmt.Sprintf("scrape_configs:\n- job_name: ninefold\n  scrape_interval: 1s\n  scrape_timeout: 1s\n"+
		"  authorization: {credentials: %q}\n  static_configs: [{targets: [%q]}]\n", secret, strings.TrimPrefix(s.base, "http://"))
	if err := os.WriteFile(filepath.Join(dir, "prometheus.yml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	server := exec.Command("prometheus", "--config.file="+filepath.Join(dir, "prometheus.yml"), "--storage.tsdb.path="+filepath.Join(dir, "data"), "--web.listen-address="+address)
	server.Stderr = &log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	}()
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		if up(address) == "1" {
			return
		}
	}
	_ = server.Process.Kill()
	_ = server.Wait()
	t.Fatalf("Prometheus could not scrape within a minute:\n%s", log.String())
}

// up is the value of the metric up in a Prometheus, "" where it has none yet.
func up(address string) string {
	resp, err := http.Get("http://" + address + `/api/v1/query?query=up`)
	if err != nil {
		return ""
	}
	defer func() { _ = resp.Body.Close() }()
	var found struct {
		Data struct {
			Result []struct {
				Value [2]any `json:"value"`
			} `json:"result"`
		} `json:"data"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&found); err != nil || len(found.Data.Result) == 0 {
		return ""
	}
	return fmt.Sprint(found.Data.Result[0].Value[1])
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return address
}
