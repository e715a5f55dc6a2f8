package assess

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"ninefold/models"
	"ninefold/models/assessment"
)

// gaps names the nil slices and the numbers that are none in v.
func gaps(v reflect.Value, path string) []string {
	var found []string
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
	case v.Kind() == reflect.Pointer && !v.IsNil():
		return gaps(v.Elem(), path)
	case v.Kind() == reflect.Float64 && (math.IsNaN(v.Float()) || math.IsInf(v.Float(), 0)):
		return []string{fmt.Sprintf("%s is %g", path, v.Float())}
	case v.Kind() == reflect.Slice:
		if v.IsNil() {
			found = append(found, path+" is nil")
		}
		for i := range v.Len() {
			found = append(found, gaps(v.Index(i), fmt.Sprintf("%s[%d]", path, i))...)
		}
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); !strings.HasSuffix(f.Tag.Get("json"), ",omitempty") || v.Field(i).Kind() != reflect.Slice {
				found = append(found, gaps(v.Field(i), path+"."+f.Name)...)
			}
		}
	}
	return found
}

// estimates calls visit with every estimate in v.
func estimates(v reflect.Value, path string, visit func(string, assessment.Estimate)) {
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
	case v.Type() == reflect.TypeFor[assessment.Estimate]():
		if e, ok := v.Interface().(assessment.Estimate); ok {
			visit(path, e)
		}
	case v.Kind() == reflect.Pointer && !v.IsNil():
		estimates(v.Elem(), path, visit)
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			estimates(v.Index(i), fmt.Sprintf("%s[%d]", path, i), visit)
		}
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			estimates(v.Field(i), path+"."+v.Type().Field(i).Name, visit)
		}
	}
}

// Whatever the input, the answer has no null where a list is promised, no number
// that is none, and every estimate obeys its contract.
func TestShape(t *testing.T) {
	empty, noJourney, soft := models.Mesh{Metadata: models.Metadata{Name: "e"}}, chain(), chain()
	noJourney.Journeys = nil
	soft.Dependencies[0].Kind = models.DependencySoft
	soft.Services[0].Failure = failing(0, 1) // only degraded
	bare := chain()
	bare.Services[0].Failure, bare.Services[1].Failure = nil, nil
	bank := Input{Mesh: bankMesh(t), Incidents: bankIncidents(t)}
	again := bank
	again.Previous = assessed(t, bank, few)
	for name, in := range map[string]Input{
		"bank": bank, "bank again": again, "bank without records": {Mesh: bank.Mesh}, "empty": {Mesh: empty}, "no journey": {Mesh: noJourney},
		"soft": {Mesh: soft}, "bare": {Mesh: bare}, "one open": {Mesh: bare, Incidents: []models.Incident{openIncident(5, "a")}},
		"pooled": {Mesh: bare, Incidents: regular(20, "a", "b")}, "no time": {Mesh: chain(), Incidents: []models.Incident{incident(0, 0, "a")}},
		"down throughout": {Mesh: bare, Incidents: append(regular(9, "b"), openIncident(0, "a"))}, "two sites": {Mesh: twoSites()},
		"often and long": {Mesh: func() models.Mesh { m := chain(); m.Services[0].Failure = failing(1e6, 8760); return m }()},
	} {
		a := assessed(t, in, few)
		for _, gap := range gaps(reflect.ValueOf(*a), "") {
			t.Errorf("%s: %s", name, gap)
		}
		if _, err := json.Marshal(a); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		estimates(reflect.ValueOf(*a), "", func(path string, e assessment.Estimate) { checkEstimate(t, name+path, e) })
		checkFigures(t, a)
	}
}

func checkEstimate(t *testing.T, where string, e assessment.Estimate) {
	t.Helper()
	switch {
	case e.Unit == "" || e.Display == "" || e.AssessmentID == "":
		t.Errorf("%s has no unit, display or assessment: %+v", where, e)
	case e.Value == nil && (e.Status != assessment.NotJudged || e.Reason == ""):
		t.Errorf("%s has no value and no reason: %+v", where, e)
	case e.Status == assessment.NotJudged && e.Reason == "":
		t.Errorf("%s is not judged without a reason: %+v", where, e)
	case e.Low != nil && e.High != nil && !(*e.Low <= *e.High):
		t.Errorf("%s: %g to %g", where, *e.Low, *e.High)
	case (e.Low != nil || e.High != nil) != (e.Level > 0):
		t.Errorf("%s: interval and level disagree: %+v", where, e)
	case e.Samples > 0 && e.Seed == nil:
		t.Errorf("%s is sampled without a seed", where)
	}
}

// Same input, same bits.
func TestDeterministic(t *testing.T) {
	in := Input{Mesh: bankMesh(t), Incidents: bankIncidents(t)}
	x, err := json.Marshal(assessed(t, in, few))
	if err != nil {
		t.Fatal(err)
	}
	y, err := json.Marshal(assessed(t, in, few))
	if err != nil || string(x) != string(y) {
		t.Errorf("two assessments of the same input differ (%v)", err)
	}
}
