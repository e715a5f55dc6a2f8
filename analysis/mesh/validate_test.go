package mesh

import (
	"math"
	"strings"
	"testing"
)

// TestValidate breaks a good system in one way each.
func TestValidate(t *testing.T) {
	if err := bank().Validate(); err != nil {
		t.Fatalf("the good system: %v", err)
	}
	tests := []struct {
		want   string
		damage func(*System)
	}{
		{"domain without ID", func(s *System) { s.Domains[0].ID = "" }},
		{`service "a@b": an ID must not contain`, func(s *System) { s.Services[3].ID = "a@b" }},
		{`domain "z2" is there twice`, func(s *System) { s.Domains[1].ID = "z2" }},
		{`service "pay" is there twice`, func(s *System) { s.Services[3].ID = "pay" }},
		{`journey "card" is there twice`, func(s *System) { s.Journeys = append(s.Journeys, s.Journeys[0]) }},
		{`parent of domain "z1": no domain "moon"`, func(s *System) { s.Domains[1].Parent = "moon" }},
		{`domain "onprem" is inside itself`, func(s *System) { s.Domains[0].Parent = "z1" }},
		{`domain "cloud" is inside itself`, func(s *System) { s.Domains[3].Parent = "cloud" }},
		{`shared by service "pay": no domain "moon"`, func(s *System) { s.Services[0].Shared = []string{"moon"} }},
		{`service "fraud": a release or replica can fail, but it has no placement`, func(s *System) {
			s.Services[1].Instances = true
			s.Placements = s.Placements[:2]
		}},
		{`placement of "moon@cloud": no service "moon"`, func(s *System) { s.Placements[3].Service = "moon" }},
		{`placement of "fraud@moon": no domain "moon"`, func(s *System) { s.Placements[3].Location = "moon" }},
		{`placement of "fraud@onprem" is there twice`, func(s *System) { s.Placements[3].Location = "onprem" }},
		{`4 replicas required, 3 there`, func(s *System) { s.Placements[0].Required = 4 }},
		{`2 replicas required, 1 there`, func(s *System) { s.Placements[1].Required = 2 }},
		{`must not be negative`, func(s *System) { s.Placements[0].Replicas = -1 }},
		{`1001 replicas, more than 1000`, func(s *System) { s.Placements[0].Replicas = 1001 }},
		{`spread of the placement of "pay@onprem": no domain "moon"`, func(s *System) { s.Placements[0].Spread = []string{"moon"} }},
		{`spread over "cloud", which is not inside`, func(s *System) { s.Placements[0].Spread = []string{"z1", "cloud"} }},
		{`link moon–cloud: no domain "moon"`, func(s *System) { s.Links[0].From = "moon" }},
		{`link onprem–onprem: a location needs no network to itself`, func(s *System) { s.Links[0].To = "onprem" }},
		{`link cloud–onprem is there twice`, func(s *System) { s.Links = append(s.Links, Link{From: "cloud", To: "onprem"}) }},
		{`call pay→moon: no service "moon"`, func(s *System) { s.Calls[1].To = "moon" }},
		{`call moon→queue: no service "moon"`, func(s *System) { s.Calls[1].From = "moon" }},
		{`call pay→fraud is there twice`, func(s *System) { s.Calls[1].To = "fraud" }},
		{`kind "loose" is not hard, soft or async`, func(s *System) { s.Calls[1].Kind = "loose" }},
		{`failover of the call pay→fraud: no domain "moon"`, func(s *System) { s.Calls[0].Failover = &Failover{Order: []string{"moon"}} }},
		{`fallback of the call pay→fraud: no service "moon"`, func(s *System) { s.Calls[0].Fallback = &Fallback{Service: "moon"} }},
		{`"fraud" is no fallback for it`, func(s *System) { s.Calls[0].Fallback = &Fallback{Service: "fraud"} }},
		{`"pay" is no fallback for it`, func(s *System) { s.Calls[0].Fallback = &Fallback{Service: "pay"} }},
		{`journey "card" has no entry service`, func(s *System) { s.Journeys[0].Entries = nil }},
		{`entry of journey "card": no service "moon"`, func(s *System) { s.Journeys[0].Entries = []string{"moon"} }},
		{`ingress of journey "card": no domain "moon"`, func(s *System) { s.Journeys[0].Ingress[0].Location = "moon" }},
		{`ingress "cloud" is there twice`, func(s *System) { s.Journeys[0].Ingress[0].Location = "cloud" }},
		{`share 0 of ingress "onprem" is not in (0, 1]`, func(s *System) { s.Journeys[0].Ingress[0].Share = 0 }},
		{`share NaN of ingress "onprem" is not in (0, 1]`, func(s *System) { s.Journeys[0].Ingress[0].Share = math.NaN() }},
		{`shares of its ingress add up to 0.9, not 1`, func(s *System) { s.Journeys[0].Ingress[0].Share = 0.5 }},
	}
	for _, tt := range tests {
		t.Run(tt.want, func(t *testing.T) {
			sys := bank()
			tt.damage(&sys)
			err := sys.Validate()
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Validate() = %v", err)
			}
			if _, treeErr := FaultTree(sys, "card"); treeErr == nil {
				t.Error("FaultTree takes it")
			}
		})
	}
}

func TestValidateReportsAllAtOnce(t *testing.T) {
	sys := bank()
	sys.Placements[0].Required = 9
	sys.Calls[0].To = "moon"
	sys.Journeys[0].Entries = nil
	err := sys.Validate()
	for _, part := range []string{"9 replicas required", `no service "moon"`, "no entry service"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("Validate() does not report %q: %v", part, err)
		}
	}
}
