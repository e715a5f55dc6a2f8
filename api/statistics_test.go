package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"ninefold/analysis/lifedata"
	lifestudy "ninefold/analysis/lifedata/study"
	slostudy "ninefold/analysis/slo/study"
	"ninefold/models/store"
)

const (
	pumps = "hours,failed\n150,true\n400,false\n620,true\n890,true\n1000,false\n"
	slots = "from,to,total,bad\n2026-01-01T00:00:00Z,2026-01-01T01:00:00Z,1000,0\n2026-01-01T01:00:00Z,2026-01-01T02:00:00Z,1000,20\n"
)

// rows sends rows with scope read.
func rows(path, mediaType, body string) call {
	return call{
		method: http.MethodPost, path: "/api/v1/statistics/" + path, scope: store.ScopeRead, body: body,
		header: map[string]string{"Content-Type": mediaType},
	}
}

func csvRows(path, body string) call  { return rows(path, "text/csv; charset=utf-8", body) }
func jsonRows(path, body string) call { return rows(path, "application/json", body) }

// answerTo returns the answer to a call, which must be a 200.
func answerTo[T any](f *fixture, c call) (out T) {
	f.t.Helper()
	r := f.do(c)
	if r.status != http.StatusOK {
		f.t.Fatalf("%s: %d %s", c.path, r.status, r.body)
	}
	f.must(json.Unmarshal(r.body, &out))
	return out
}

// Rows as CSV and as JSON have one answer, to the last bit and the digest.
func TestStatisticsFromCSVAndJSON(t *testing.T) {
	f := start(t)
	for _, tt := range []struct{ path, csv, json string }{
		{
			"fit?family=weibull&hours=100,500", pumps,
			`{"lives":[{"hours":150,"failed":true},{"hours":400},{"hours":620,"failed":true},{"hours":890,"failed":true},{"hours":1000}]}`,
		},
		{
			"survival", "hours,failed,group\n5,true,a\n9,false,a\n7,true,b\n8,true,b\n",
			`{"groups":[{"name":"a","lives":[{"hours":5,"failed":true},{"hours":9}]},{"name":"b","lives":[{"hours":7,"failed":true},{"hours":8,"failed":true}]}]}`,
		},
		{"survival", "hours,failed,since\n10,true,0\n20,true,10\n", `{"lives":[{"hours":10,"interval":true},{"hours":20,"since":10,"interval":true}]}`},
		{"recurrence?level=0.8", "system,hours,what\na,10,event\na,20,to\nb,15,event\nb,20,to\n", `{"systems":[{"id":"a","to":20,"events":[10]},{"id":"b","to":20,"events":[15]}]}`},
		{"growth?draws=200&seed=7", "hours,what\n1,event\n2,event\n4,event\n8,event\n15,event\n30,event\n100,to\n", `{"systems":[{"to":100,"events":[1,2,4,8,15,30]}]}`},
		{
			"slo?target=0.99&window=2h&forecast=true", slots,
			`{"slices":[{"from":"2026-01-01T00:00:00Z","to":"2026-01-01T01:00:00Z","good":1000,"bad":0},{"from":"2026-01-01T01:00:00Z","to":"2026-01-01T02:00:00Z","good":980,"bad":20}]}`,
		},
	} {
		one, other := f.do(csvRows(tt.path, tt.csv)), f.do(jsonRows(tt.path, tt.json))
		if one.status != http.StatusOK || !bytes.Equal(one.body, other.body) {
			t.Errorf("%s: %d %s\nas JSON %d %s", tt.path, one.status, one.body, other.status, other.body)
		}
	}
}

// The parameters reach the engines.
func TestStatisticsAnswers(t *testing.T) {
	f := start(t)
	fit := answerTo[struct {
		Fit struct {
			Family lifedata.Family `json:"family"`
		} `json:"fit"`
		Quantiles  []lifestudy.BoundedFigure `json:"quantiles"`
		Provenance struct {
			Rows    int      `json:"rows"`
			Level   float64  `json:"level"`
			Methods []string `json:"methods"`
		} `json:"provenance"`
	}](f, csvRows("fit?family=exponential&quantiles=0.25&level=0.5&bounds=fisher", pumps))
	if fit.Fit.Family != lifedata.Exponential || len(fit.Quantiles) != 1 || fit.Quantiles[0].Level != 0.5 || fit.Provenance.Rows != 5 ||
		!reflect.DeepEqual(fit.Provenance.Methods, []string{"maximum likelihood: exponential", "bounds: fisher"}) {
		t.Errorf("%+v", fit)
	}
	// Of five pumps one is withdrawn: 4/5, then 2/3 and 1/2 of it.
	s := answerTo[lifestudy.Survival](f, csvRows("survival", pumps))
	if len(s.Curve) != 3 || s.Curve[2].Survival < 0.266 || s.Curve[2].Survival > 0.267 || *s.Median.Value != 890 {
		t.Errorf("%+v", s)
	}
	m := answerTo[lifestudy.Recurrence](f, csvRows("recurrence?failureTerminated=true", "hours\n5\n8\n"))
	if len(m.Curve) != 2 || m.Curve[1].Mean != 2 {
		t.Errorf("%+v", m)
	}
	g := answerTo[lifestudy.Growth](f, csvRows("growth", "hours,what\n10,to\n"))
	if g.Kind != lifedata.VerdictNoEvents || g.MTBF.Value != nil || g.Provenance.Seed != nil {
		t.Errorf("%+v", g)
	}
	r := answerTo[slostudy.ObjectiveReport](f, csvRows("slo?target=0.9&window=day&rules=none&at=2026-01-01T02:00:00Z", slots))
	// Two of 24 hours are an outage, but one of them does not count.
	day := `{"watched":{"from":"2026-01-01T00:00:00Z","to":"2026-01-02T00:00:00Z"},
		"outages":[{"from":"2026-01-01T01:00:00Z","to":"2026-01-01T03:00:00Z"}],
		"corrections":[{"from":"2026-01-01T01:00:00Z","to":"2026-01-01T02:00:00Z","reason":"move","by":"ops","at":"2026-01-01T00:00:00Z"}]}`
	spent := answerTo[slostudy.ObjectiveReport](f, jsonRows("slo?method=time&target=0.9&window=24h&rules=none", day))
	if spent.Attained.Budget.Spent != 60 || spent.Original.Budget.Spent != 120 || spent.Provenance.Rows != 2 {
		t.Errorf("%+v", spent)
	}
	if r.Objective.Window.Calendar == nil || len(r.Alarms)+len(r.Refused) != 0 || r.Attained.Tally.Bad != 20 {
		t.Errorf("%+v", r)
	}
}

func TestStatisticsRefusals(t *testing.T) {
	f := start(t)
	many := "hours\n" + strings.Repeat("5\n6\n", mostRows/2) + "7\n"
	for _, tt := range []struct {
		name   string
		call   call
		status int
		code   string
		says   string
	}{
		{"no token", call{method: http.MethodPost, path: "/api/v1/statistics/fit", body: pumps, header: map[string]string{"Content-Type": "text/csv"}}, 401, "unauthorized", ""},
		{"no rows", csvRows("fit", ""), 400, "bad_request", ""},
		{"another form", rows("fit", "application/xml", "<a/>"), 415, "unsupported_media_type", "text/csv"},
		{"bytes", csvRows("fit", "hours\n"+strings.Repeat("5\n", maxData/2)), 413, "too_large", ""},
		{"rows", csvRows("fit", many), 413, "too_large", "50001 lives"},
		{"conditional bounds", csvRows("fit?bounds=conditional&family=weibull", "hours\n"+strings.Repeat("5\n6\n", 2501)), 413, "too_large", "5002 lives with conditional bounds"},
		{"slices", jsonRows("slo", `{"slices":[]}`), 422, "invalid_input", "no counts"},
		{"family", csvRows("fit?family=bathtub", pumps), 400, "bad_request", ""},
		{"level", csvRows("survival?level=1", pumps), 400, "bad_request", ""},
		{"quantiles", csvRows("fit?quantiles=0,0.5,2", pumps), 400, "bad_request", "quantile 2"},
		{"draws", csvRows("growth?draws=1000000", "hours,what\n5,to\n"), 400, "bad_request", ""},
		{"window", csvRows("slo?window=soon", slots), 400, "bad_request", `window "soon"`},
		{"zone", csvRows("slo?window=day&zone=Mars/Base", slots), 400, "bad_request", `zone "Mars/Base"`},
		{"zone of the machine", csvRows("slo?window=day&zone=Local", slots), 400, "bad_request", "zone"},
		{"zone of nothing", csvRows("slo?window=1d&zone=Europe/Berlin", slots), 400, "bad_request", "zone is for windows"},
		{"time of slices", csvRows("slo?method=time", slots), 422, "invalid_input", "needs watched"},
		{"gaps of slices", jsonRows("slo", `{"gaps":[]  ,"watched":{"from":"2026-01-01T00:00:00Z","to":"2026-01-02T00:00:00Z"}}`), 422, "invalid_input", "for method time"},
		{"rules", csvRows("slo?rules=mine", slots), 400, "bad_request", `unknown rules "mine"`},
		{"parameter", csvRows("fit?famly=weibull", pumps), 400, "bad_request", ""},
		{"nothing failed", csvRows("fit?family=weibull", "hours,failed\n5,false\n"), 422, "invalid_input", "nothing failed"},
		{"group of a fit", csvRows("fit", "hours,group\n5,a\n"), 422, "invalid_data", "unknown column"},
		{"no window", csvRows("growth", "hours\n5\n"), 422, "invalid_input", "is no window"},
		{"not JSON", jsonRows("fit", `{"lives":[`), 400, "bad_request", ""},
		{"after the end", jsonRows("fit", `{"lives":[]} {}`), 422, "invalid_body", "after the end"},
		{"unknown name", jsonRows("fit", `{"lifes":[]}`), 422, "invalid_body", "lifes"},
		{"none", jsonRows("survival", `{}`), 422, "invalid_input", "no lives"},
		{"both", jsonRows("survival", `{"lives":[{"hours":5}],"groups":[{"name":"a","lives":[]}]}`), 422, "invalid_data", "either"},
		{"twice", jsonRows("recurrence", `{"groups":[{"name":"a","systems":[{"to":5,"events":[1]}]},{"name":"a","systems":[{"to":5,"events":[]}]}]}`), 422, "invalid_input", "two groups"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := f.problem(f.do(tt.call), tt.status, tt.code)
			if !strings.Contains(p.Detail, tt.says) {
				t.Errorf("%q does not say %q", p.Detail, tt.says)
			}
		})
	}
}

// What is wrong with rows is said with its place, all at once.
func TestStatisticsPlaces(t *testing.T) {
	f := start(t)
	for _, tt := range []struct {
		call call
		want []ProblemDetail
	}{
		{csvRows("fit", "hours,failed\n5,true\nmuch,true\n6,perhaps\n"), []ProblemDetail{
			{Message: `hours: "much" is not a number`, Location: "body", Line: 3, Column: 1},
			{Message: `failed: "perhaps" is neither true nor false`, Location: "body", Line: 4, Column: 3},
		}},
		{csvRows("slo", "from,good,bad\nnoon,1,1\n"), []ProblemDetail{
			{Message: `from: "noon" is not a time such as 2026-01-31T12:00:00Z`, Location: "body", Line: 2, Column: 1},
		}},
		{csvRows("recurrence", "hours,what\n5,stop\n"), []ProblemDetail{
			{Message: `what: "stop" is not from, event or to`, Location: "body", Line: 2, Column: 3},
		}},
		{jsonRows("survival", `{"groups":[{"name":"a","lives":[{"hours":5},{"hours":5,"entry":7}]}]}`), []ProblemDetail{
			{Message: "time is not positive, finite and in order: entry 7, hours 5", Location: "body.groups[0].lives[1]"},
		}},
		{jsonRows("growth", `{"systems":[{"to":0,"events":[]}]}`), []ProblemDetail{
			{Message: "system is not watched: from 0 to 0 is no window", Location: "body.systems[0]"},
		}},
		{jsonRows("fit", "{\"lives\":[\n  {\"hours\": \"5\"}]}"), []ProblemDetail{
			{Message: "a string is not what is wanted here", Location: "body.lives.hours", Line: 2, Column: 15},
		}},
	} {
		r := f.do(tt.call)
		var p Problem
		f.must(json.Unmarshal(r.body, &p))
		if r.status != http.StatusUnprocessableEntity || !reflect.DeepEqual(p.Errors, tt.want) {
			t.Errorf("%s: %d %+v, want %+v", tt.call.path, r.status, p.Errors, tt.want)
		}
	}
}

// However many groups have mistakes, few of them are named.
func TestStatisticsFewFaults(t *testing.T) {
	f := start(t)
	for path, group := range map[string]string{"survival": `{"name":"a","lives":[{"hours":0}]}`, "recurrence": `{"name":"a","systems":[{"to":0}]}`} {
		p := f.problem(f.do(jsonRows(path, `{"groups":[`+strings.Repeat(group+",", 99)+group+`]}`)), http.StatusUnprocessableEntity, "invalid_data")
		if len(p.Errors) != mostFaults {
			t.Errorf("%s: %d faults, want %d", path, len(p.Errors), mostFaults)
		}
	}
}

// longRows are events without trend, whose dependence takes minutes of draws.
func longRows() string {
	var b strings.Builder
	b.WriteString("hours,what\n")
	for i := range 9000 {
		fmt.Fprintf(&b, "%d.%d,event\n", i, 1+i*7%9)
	}
	b.WriteString("9000,to\n")
	return b.String()
}

// Who goes away takes the computation along; nobody waits for ever.
func TestStatisticsStop(t *testing.T) {
	f := start(t)
	ctx, leave := context.WithCancel(t.Context())
	gone := make(chan error)
	for range cap(f.server.slots) {
		go func() { gone <- f.send(ctx, csvRows("growth?draws=100000", longRows())) }()
	}
	wait(t, "all are busy", func() bool { return len(f.server.slots) == cap(f.server.slots) })
	leave()
	for range cap(f.server.slots) {
		if err := <-gone; !strings.Contains(err.Error(), context.Canceled.Error()) {
			t.Error(err)
		}
	}
	wait(t, "all are idle", func() bool {
		return len(f.server.slots) == 0 && strings.Count(f.log.String(), `"status":499`) == cap(f.server.slots)
	})

	f.server.Timeout = 50 * time.Millisecond
	f.problem(f.do(csvRows("growth?draws=100000", longRows())), http.StatusGatewayTimeout, "timeout")
	for range cap(f.server.slots) {
		f.server.slots <- struct{}{}
	}
	f.problem(f.do(csvRows("survival", pumps)), http.StatusGatewayTimeout, "timeout") // though it would take no time
}

// wait waits until something is so.
func wait(t *testing.T, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !so(); {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func TestStatisticsRate(t *testing.T) {
	f := start(t)
	ask, answered := csvRows("survival", "hours\n5\n"), 0
	r := f.do(ask)
	for r.status == http.StatusOK && answered < 5*studiesAtOnce { // some more each second
		answered++
		r = f.do(ask)
	}
	p := f.problem(r, http.StatusTooManyRequests, "too_many_requests")
	if answered < studiesAtOnce {
		t.Errorf("refused after %d", answered)
	}
	if !strings.Contains(p.Detail, "compute") {
		t.Error(p.Detail)
	}
	f.get("/api/v1/session", &who{}) // nothing else is held up
}

// The document lists the families and methods there are.
func TestChoicesDocumented(t *testing.T) {
	families, methods := []string{"auto"}, []string{"auto"}
	for _, f := range lifedata.Families() {
		families = append(families, string(f))
	}
	for _, m := range lifestudy.Methods() {
		methods = append(methods, string(m))
	}
	for name, want := range map[string][]string{"Family": families, "Bounds": methods} {
		field, _ := reflect.TypeFor[fitInput]().FieldByName(name)
		if got := field.Tag.Get("enum"); got != strings.Join(want, ",") {
			t.Errorf("%s, want %v", got, want)
		}
	}
}
