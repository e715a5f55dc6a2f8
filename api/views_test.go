package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"ninefold/models"
	"ninefold/models/assessment"
	"ninefold/models/store"
)

// TestEveryGet reads every address there is; do checks each answer against the
// OpenAPI document.
func TestEveryGet(t *testing.T) {
	f := startBank(t)
	var incidents page[models.Incident]
	f.get("/api/v1/incidents", &incidents)
	paths := []string{
		"/overview", "/overview?model=bank", "/overview?assessment=asm_1", "/journeys", "/journeys/pay",
		"/services", "/services/ledger", "/topology", "/domains/zone-a/blast-radius", "/risks",
		"/fmea", "/slos", "/scenarios", "/parameters", "/policy-results", "/sources", "/reports",
		"/models", "/models/bank", "/models/bank/versions/1", "/assessments", "/assessments?model=bank",
		"/assessments/asm_1", "/assessments/latest", "/assessments/latest/cut-sets?journey=pay",
		"/assessments/asm_1/importance?journey=pay", "/assessments/asm_1/tree?journey=pay",
		"/incidents/" + incidents.Data[0].ID, "/reports/board.pdf", "/reports/tables/fmea.csv?bom=true",
		"/charts", "/charts?subject=records", "/charts/records/outages", "/charts/records/outages?inline=true",
		"/tokens", "/audit-events", "/session",
	}
	for _, p := range paths {
		if r := f.do(call{path: prefix + p, scope: store.ScopeAdmin}); r.status != http.StatusOK {
			t.Errorf("GET %s: %d %s", p, r.status, r.body)
		}
	}
	router, err := contract()
	f.must(err)
	for _, p := range append(paths, "/nowhere") {
		req, err := http.NewRequest(http.MethodGet, f.web.URL+prefix+p, nil)
		f.must(err)
		if _, _, err := router.FindRoute(req); (err != nil) != (p == "/nowhere") {
			t.Errorf("%s is checked against the document: %v", p, err)
		}
	}
}

func TestOverview(t *testing.T) {
	f := startBank(t)
	var got firstScreen
	f.get("/api/v1/overview", &got)
	if got.AssessmentID != "asm_1" || got.Model.Name != "bank" || len(got.Overview.Figures) != 6 || got.DataCutoff.IsZero() {
		t.Errorf("overview %+v", got)
	}
	if v := got.Overview.Figures[0].Estimate.Value; v == nil || *v != 314 {
		t.Errorf("F1 = %v, want 314", v)
	}
}

func TestNoAssessmentYet(t *testing.T) {
	f := start(t)
	p := f.problem(f.do(call{path: "/api/v1/overview", scope: store.ScopeRead}), http.StatusNotFound, "no_assessment")
	if want := "no assessment yet: import a model, then analyse it"; p.Detail != want {
		t.Errorf("detail %q, want %q", p.Detail, want)
	}
	f = startBank(t)
	p = f.problem(f.do(call{path: "/api/v1/fmea?model=shop", scope: store.ScopeRead}), http.StatusNotFound, "no_assessment")
	if !strings.Contains(p.Detail, `"shop"`) {
		t.Errorf("detail %q does not name the model", p.Detail)
	}
}

func TestNotModified(t *testing.T) {
	f := startBank(t)
	for _, path := range []string{
		"/api/v1/overview", "/api/v1/topology", "/api/v1/assessments/latest/cut-sets?journey=pay",
		"/api/v1/models/bank/versions/1", "/api/v1/reports/board.pdf", "/api/v1/reports/tables/fmea.csv",
	} {
		first := f.do(call{path: path, scope: store.ScopeRead})
		tag := first.header.Get("ETag")
		if len(tag) < 3 || tag[0] != '"' || first.header.Get("Cache-Control") != revalidate {
			t.Errorf("%s: ETag %s, Cache-Control %q", path, tag, first.header.Get("Cache-Control"))
		}
		for given, want := range map[string]int{
			tag: http.StatusNotModified, `"old", W/` + tag: http.StatusNotModified, "*": http.StatusNotModified,
			`"old"`: http.StatusOK, "": http.StatusOK,
		} {
			r := f.do(call{path: path, scope: store.ScopeRead, header: map[string]string{"If-None-Match": given}})
			if r.status != want || r.header.Get("ETag") != tag || (want == http.StatusNotModified && len(r.body) > 0) {
				t.Errorf("%s, If-None-Match %q: %d with %d bytes, want %d", path, given, r.status, len(r.body), want)
			}
		}
	}
	old := f.do(call{path: "/api/v1/overview", scope: store.ScopeRead}).header.Get("ETag")
	f.must(f.store.SaveAssessment(t.Context(), answer("asm_2", time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))))
	r := f.do(call{path: "/api/v1/overview", scope: store.ScopeRead, header: map[string]string{"If-None-Match": old}})
	if r.status != http.StatusOK {
		t.Errorf("after a new assessment: %d, want 200", r.status)
	}
}

func TestPagination(t *testing.T) {
	f := startBank(t)
	var ranks []int
	var cuts cutSetPage
	for cursor := "first"; cursor != ""; cursor = cuts.NextCursor {
		path := "/api/v1/assessments/asm_1/cut-sets?journey=pay&limit=2"
		if cursor != "first" {
			path += "&cursor=" + cursor
		}
		cuts = cutSetPage{}
		f.get(path, &cuts)
		if len(cuts.Data) > 2 {
			t.Errorf("a page of %d cut sets, limit 2", len(cuts.Data))
		}
		for _, c := range cuts.Data {
			ranks = append(ranks, c.Rank)
		}
	}
	if !slices.Equal(ranks, []int{1, 2, 3}) || cuts.Count != "3" || cuts.Listed != 3 {
		t.Errorf("cut sets %v of %s, %d listed", ranks, cuts.Count, cuts.Listed)
	}

	var first, second page[models.Incident]
	f.get("/api/v1/incidents?limit=2", &first)
	f.get("/api/v1/incidents?limit=2&cursor="+first.NextCursor, &second)
	if len(first.Data) != 2 || len(second.Data) != 1 || second.NextCursor != "" {
		t.Errorf("incidents: pages of %d and %d, then %q", len(first.Data), len(second.Data), second.NextCursor)
	}
	if first.Data[1].Started.Before(second.Data[0].Started) {
		t.Error("incidents are not newest first")
	}

	f.get("/api/v1/assessments/asm_1/cut-sets?journey=pay&limit=1", &cuts)
	for what, path := range map[string]string{
		"another journey":  "/api/v1/assessments/asm_1/cut-sets?journey=refund&cursor=" + cuts.NextCursor,
		"another list":     "/api/v1/journeys?cursor=" + cuts.NextCursor,
		"another filter":   "/api/v1/incidents?severity=major&cursor=" + first.NextCursor,
		"not one of ours":  "/api/v1/journeys?cursor=x",
		"beyond the end":   "/api/v1/journeys?cursor=" + encodeCursor("asm_1", "99"),
		"before the start": "/api/v1/journeys?cursor=" + encodeCursor("asm_1", "-1"),
	} {
		t.Run(what, func(t *testing.T) {
			f.problem(f.do(call{path: path, scope: store.ScopeAdmin}), http.StatusBadRequest, "bad_cursor")
		})
	}
}

func TestIncidentFilters(t *testing.T) {
	f := startBank(t)
	for query, want := range map[string]int{
		"severity=major":                    2,
		"severity=none":                     0,
		"component=ledger":                  3,
		"component=payments":                0,
		"quality=good":                      3,
		"from=2025-06-02T00:00:00Z":         2,
		"to=2025-06-02T00:00:00Z":           1,
		"from=2025-06-02T00:00:00%2B02:00":  2,
		"severity=minor&component=ledger":   1,
		"from=2030-01-01T00:00:00Z&limit=1": 0,
	} {
		var got page[models.Incident]
		f.get("/api/v1/incidents?"+query, &got)
		if len(got.Data) != want {
			t.Errorf("%s: %d incidents, want %d", query, len(got.Data), want)
		}
	}
}

// TestEmptyListsAreLists reads every list of a store that has nothing to list.
func TestEmptyListsAreLists(t *testing.T) {
	f := start(t)
	for _, path := range []string{"/models", "/assessments", "/incidents", "/sources", "/audit-events"} {
		r := f.do(call{path: prefix + path, scope: store.ScopeAdmin})
		if got := strings.TrimSpace(string(r.body)); got != `{"data":[]}` {
			t.Errorf("%s: %s", path, got)
		}
	}
	bare := models.Mesh{Metadata: models.Metadata{Name: "bank"}, Services: bank().Services}
	_, err := f.store.SaveMesh(t.Context(), bare)
	f.must(err)
	f.must(f.store.SaveAssessment(t.Context(), answer("asm_1", time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC))))
	for _, path := range []string{"/topology", "/services/ledger"} {
		r := f.do(call{path: prefix + path, scope: store.ScopeRead})
		if r.status != http.StatusOK || strings.Contains(string(r.body), "null") {
			t.Errorf("%s: %d %s", path, r.status, r.body)
		}
	}
}

func TestService(t *testing.T) {
	f := startBank(t)
	var got serviceDetail
	f.get("/api/v1/services/ledger", &got)
	if got.Service.ID != "ledger" || got.Definition.Kind != models.ServiceDatabase || len(got.Placements) != 2 ||
		len(got.Callers) != 1 || len(got.Callees) != 0 || got.Impact == nil || len(got.Policy) != 1 {
		t.Errorf("ledger: %+v", got)
	}
	f.problem(f.do(call{path: "/api/v1/services/nobody", scope: store.ScopeRead}), http.StatusNotFound, "not_found")
}

func TestBlastRadius(t *testing.T) {
	f := startBank(t)
	var one, two assessment.Impact
	f.get("/api/v1/domains/zone-a/blast-radius", &one)
	if one.Subject != "zone-a" || one.UsersDown != 0.5 {
		t.Errorf("zone-a: %+v", one)
	}
	f.get("/api/v1/domains/zone-a/blast-radius?also=zone-b", &two)
	if two.UsersDown != 1 || len(two.Journeys) != 1 || two.Journeys[0].Effect != assessment.EffectDown {
		t.Errorf("both zones: %+v, want every user down", two)
	}
	f.problem(f.do(call{path: "/api/v1/domains/zone-x/blast-radius", scope: store.ScopeRead}), http.StatusNotFound, "not_found")
	p := f.problem(f.do(call{path: "/api/v1/domains/zone-a/blast-radius?also=zone-b,zone-x", scope: store.ScopeRead}),
		http.StatusNotFound, "not_found")
	if !strings.Contains(p.Detail, `"zone-x"`) {
		t.Errorf("detail %q does not name zone-x", p.Detail)
	}
}

func TestReports(t *testing.T) {
	f := startBank(t)
	pdf := f.do(call{path: "/api/v1/reports/board.pdf", scope: store.ScopeRead})
	if string(pdf.body) != "%PDF-1.7 asm_1" || pdf.header.Get("Content-Type") != "application/pdf" ||
		pdf.header.Get("Content-Disposition") != `attachment; filename="bank-board.pdf"` {
		t.Errorf("board: %s %v", pdf.body, pdf.header)
	}
	csv := f.do(call{path: "/api/v1/reports/tables/fmea.csv?bom=1", scope: store.ScopeRead})
	if string(csv.body) != "fmea,true\r\n" || csv.header.Get("Content-Type") != "text/csv; charset=utf-8" {
		t.Errorf("fmea: %s %v", csv.body, csv.header)
	}
	var all reportList
	f.get("/api/v1/reports", &all)
	for _, r := range all.Data {
		if got := f.do(call{path: r.Href, scope: store.ScopeRead}); got.status != http.StatusOK {
			t.Errorf("listed report %s: %d", r.Href, got.status)
		}
	}
	for _, path := range []string{"/api/v1/reports/other.pdf", "/api/v1/reports/tables/other.csv"} {
		f.problem(f.do(call{path: path, scope: store.ScopeRead}), http.StatusNotFound, "not_found")
	}
}

func TestAnalyze(t *testing.T) {
	f := start(t)
	body := `{"model":"bank"}`
	run := func() response {
		return f.do(call{method: http.MethodPost, path: "/api/v1/assessments", scope: store.ScopeEdit, body: body})
	}
	f.problem(run(), http.StatusNotFound, "not_found")
	_, err := f.store.SaveMesh(t.Context(), bank())
	f.must(err)
	first := run()
	if first.status != http.StatusCreated || first.header.Get("Location") != "/api/v1/assessments/asm_1" {
		t.Errorf("first: %d at %q", first.status, first.header.Get("Location"))
	}
	again := run()
	var a assessment.Assessment
	f.must(json.Unmarshal(again.body, &a))
	if again.status != http.StatusOK || a.ID != "asm_1" {
		t.Errorf("again: %d %s, want 200 asm_1", again.status, a.ID)
	}
	if r := f.do(call{path: first.header.Get("Location"), scope: store.ScopeRead}); r.status != http.StatusOK {
		t.Errorf("at Location: %d", r.status)
	}
}

// A chart is drawn for a page of its own or for the dashboard; what is not there is
// not found.
func TestChart(t *testing.T) {
	f := startBank(t)
	var all chartList
	f.get("/api/v1/charts", &all)
	if len(all.Data) != 1 || all.Data[0].Href != "/api/v1/charts/records/outages" || all.Data[0].Description != "14 outages" {
		t.Fatalf("charts %+v", all)
	}
	for path, want := range map[string]string{
		all.Data[0].Href: "<svg>Outages become rarer 720 false</svg>",
		all.Data[0].Href + "?inline=true&width=240": "<svg>Outages become rarer 240 true</svg>",
	} {
		r := f.do(call{path: path, scope: store.ScopeRead})
		if string(r.body) != want || r.header.Get("Content-Type") != "image/svg+xml" {
			t.Errorf("%s: %s of type %s, want %s", path, r.body, r.header.Get("Content-Type"), want)
		}
		if policy := r.header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'; style-src 'unsafe-inline'") {
			t.Errorf("%s: a browser would take its colours away: %s", path, policy)
		}
		again := f.do(call{path: path, scope: store.ScopeRead, header: map[string]string{"If-None-Match": r.header.Get("ETag")}})
		if again.status != http.StatusNotModified || len(again.body) > 0 {
			t.Errorf("%s again: %d %s", path, again.status, again.body)
		}
	}
	f.problem(f.do(call{path: "/api/v1/charts/records/restore", scope: store.ScopeRead}), http.StatusNotFound, "not_found")
	f.get("/api/v1/charts?subject=service:ledger", &all)
	if all.Data == nil || len(all.Data) != 0 {
		t.Errorf("charts of a service without any: %v", all.Data)
	}
}
