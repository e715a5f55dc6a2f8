package api

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// What is made to be too much is refused, soon and with few words.
func TestAnalysesTooMuch(t *testing.T) {
	f := start(t)
	million := `{"apiVersion":"ninefold/v1","kind":"BlockDiagram","components":[` + strings.Repeat(`{"id":"a"},`, 330_000) + `{"id":"b"}]}`
	deep := func(open, end string, n int) string { return strings.Repeat(open, n) + strings.Repeat(end, n) }
	for _, tt := range []struct {
		name   string
		call   call
		status int
	}{
		{"64 MiB", model("markov", `{"label": "`+strings.Repeat("a", 64<<20)+`"}`, ""), 413},
		{"a million components", model("block-diagram", million, ""), 413},
		{"commas", text("markov", "states: ["+strings.Repeat(",", 1<<20)+"]", ""), 413},
		{"elements", text("fault-tree", "<opsa-mef>"+strings.Repeat("<a/>", 1<<19)+"</opsa-mef>", ""), 413},
		{"deep JSON", model("markov", deep(`{"a":[`, `]}`, 20_000), ""), 400},
		{"deep YAML", text("markov", deep("[", "]", 100_000), ""), 422},
		{"deep blocks", model("block-diagram", `{"apiVersion":"ninefold/v1","kind":"BlockDiagram","components":[{"id":"a","unavailability":0.1}],"root":`+strings.Repeat(`{"series":[`, 3000)+`"a"`+strings.Repeat(`]}`, 3000)+`}`, ""), 422},
		{"deep groups", model("allocation", strings.Replace(pumpOffer, `"subsystems"`, `"tree":`+strings.Repeat(`{"series":[`, 3000)+`"pump"`+strings.Repeat(`]}`, 3000)+`,"subsystems"`, 1), ""), 422},
		{"deep formulas", model("markov", strings.Replace(pumpChain, `"2 * lambda"`, `"`+deep("(", ")", 10_000)+`"`, 1), ""), 422},
		{"deep gates", model("fault-tree", strings.Replace(pumpTree, `["a", "b"]`, `["a", `+strings.Repeat(`{"op":"or","inputs":["b",`, 3000)+`"b"`+strings.Repeat(`]}`, 3000)+`]`, 1), ""), 422},
		{"aliases", text("markov", "a: &a [x,x,x]\nb: &b [*a,*a]\nstates: [*b,*b]\n", ""), 422},
		{"huge k", model("block-diagram", strings.Replace(pumpBlocks, `{"parallel": ["a", "b"]}`, `{"kOfN": ["a", "b"], "k": 1000000000000}`, 1), ""), 422},
		{"huge k of a tree", model("fault-tree", strings.Replace(pumpTree, `"op": "and"`, `"op": "atLeast", "k": 1000000000000`, 1), ""), 422},
		{"huge max", model("allocation", strings.ReplaceAll(pumpOffer, `"components": [`, `"max": 1000000000, "k": 900000000, "components": [`), ""), 422},
		{"huge crew", model("simulation", strings.Replace(pumpSystem, `"size": 1`, `"size": 1e30`, 1), ""), 422},
		{"many probabilities", model("markov", manyStates(2000), `"measures": ["transient"], "times": [`+strings.Repeat("1,", 999)+`1]`), 413},
	} {
		t.Run(tt.name, func(t *testing.T) {
			begin := time.Now()
			r := f.do(tt.call)
			if r.status != tt.status {
				t.Errorf("%d, want %d: %.300s", r.status, tt.status, r.body)
			}
			if took := time.Since(begin); took > 20*time.Second || len(r.body) > 1<<20 {
				t.Errorf("took %s for %d bytes", took, len(r.body))
			}
		})
	}
}

// manyStates is a chain that goes round.
func manyStates(n int) string {
	var states, transitions []string
	for i := range n {
		states = append(states, fmt.Sprintf(`{"id":"s%d"}`, i))
		transitions = append(transitions, fmt.Sprintf(`{"from":"s%d","to":"s%d","rate":1}`, i, (i+1)%n))
	}
	return fmt.Sprintf(`{"apiVersion":"ninefold/v1","kind":"MarkovChain","states":[%s],"transitions":[%s]}`, strings.Join(states, ","), strings.Join(transitions, ","))
}

// Who goes away takes the computation along; nobody waits for ever.
func TestAnalysesStop(t *testing.T) {
	f := start(t)
	endless := model("simulation", pumpSystem, `"method": "crude", "relativeError": 1e-6`)
	ctx, leave := context.WithCancel(t.Context())
	gone := make(chan error, 1)
	go func() { gone <- f.send(ctx, endless) }()
	wait(t, "one is busy", func() bool { return len(f.server.slots) == 1 })
	leave()
	if err := <-gone; !strings.Contains(err.Error(), context.Canceled.Error()) {
		t.Error(err)
	}
	wait(t, "none is busy", func() bool { return len(f.server.slots) == 0 && strings.Contains(f.log.String(), `"status":499`) })

	f.server.Timeout = time.Second // two thirds of it are for the simulation
	begin := time.Now()
	if r := f.do(endless); r.status != http.StatusOK || !bytes.Contains(r.body, []byte(`"partial":true`)) || time.Since(begin) > 3*time.Second {
		t.Errorf("%d after %s: %.500s", r.status, time.Since(begin), r.body)
	}
	f.problem(f.do(model("dynamic-tree", spares(12), `"timeLimitSeconds": 0.001`)), http.StatusGatewayTimeout, "timeout")
}

func TestAnalysesRate(t *testing.T) {
	f := start(t)
	c, answered := model("fault-tree", pumpTree, ""), 0
	r := f.do(c)
	for r.status == http.StatusOK && answered < 5*studiesAtOnce {
		answered++
		r = f.do(c)
	}
	f.problem(r, http.StatusTooManyRequests, "too_many_requests")
	if answered < studiesAtOnce {
		t.Errorf("refused after %d", answered)
	}
}
