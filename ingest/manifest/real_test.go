package manifest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ninefold/ingest/manifest"
)

// TestRealApplications compares the edges found in public applications with
// those their collectors checked by hand.
func TestRealApplications(t *testing.T) {
	tests := []struct {
		app, list string // in the ground truth
		missing   []string
		services  int
		why       string
	}{
		{app: "online-boutique", list: "edges", services: 12},
		{app: "sock-shop", list: "edges", missing: []string{"front-end>session-db"}, services: 14, why: "only SESSION_REDIS=true says so"},
		{app: "aks-store-demo", list: "edges_from_env", services: 9},
		{app: "kiali-fraud-detection", list: "edges", services: 7},
		{app: "kiali-electronic-shop", list: "edges", services: 6},
		{app: "kiali-music-store", list: "edges", missing: []string{"music-store-ui>music-store-backend"}, services: 2, why: "stands in JSON in a mounted ConfigMap"},
	}
	for _, tt := range tests {
		t.Run(tt.app, func(t *testing.T) {
			r, err := manifest.Discover(t.Context(), topology(t, tt.app), manifest.Options{})
			if err != nil {
				t.Fatal(err)
			}
			want := slices.DeleteFunc(truth(t, tt.app, tt.list), func(e string) bool { return slices.Contains(tt.missing, e) })
			if diff := cmp.Diff(want, edges(r), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("edges (-want +got):\n%s", diff)
			}
			if len(r.Mesh.Services) != tt.services {
				t.Errorf("%d services, want %d", len(r.Mesh.Services), tt.services)
			}
			for _, d := range r.Mesh.Dependencies {
				if len(d.Evidence) == 0 {
					t.Errorf("%s > %s has no evidence", d.From, d.To)
				}
			}
			if r.Files.Failed > 0 {
				t.Errorf("%d files failed: %v", r.Files.Failed, r.Findings)
			}
		})
	}
}

// TestBookinfoHasNoEdges: its services find each other by names in their code.
func TestBookinfoHasNoEdges(t *testing.T) {
	r, err := manifest.Discover(t.Context(), topology(t, "bookinfo"), manifest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := edges(r); len(got) > 0 {
		t.Errorf("edges that its YAML does not hold: %v", got)
	}
	if n := count(r, manifest.VersionReference); n != 3 { // ratings-v2 and two more name a database, ratings-v1 does not
		t.Errorf("%d version references, want 3", n)
	}
}

// TestHotelReservationHasNoEdges: its services find each other through consul.
func TestHotelReservationHasNoEdges(t *testing.T) {
	r, err := manifest.Discover(t.Context(), topology(t, "deathstarbench-hotelReservation"), manifest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Mesh.Services) != 19 || len(r.Mesh.Dependencies) != 0 {
		t.Errorf("%d services, %d edges, want 19 and none", len(r.Mesh.Services), len(r.Mesh.Dependencies))
	}
}

// TestNamespacesFromAddresses: neither application states a namespace, and both
// repeat names in two of them.
func TestNamespacesFromAddresses(t *testing.T) {
	t.Run("error rates", func(t *testing.T) {
		r, err := manifest.Discover(t.Context(), topology(t, "kiali-error-rates"), manifest.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, e := range truth(t, "kiali-error-rates", "edges_per_ns(alpha,beta)") {
			for _, ns := range []string{"alpha-", "beta-"} {
				want = append(want, ns+strings.Replace(e, ">", ">"+ns, 1))
			}
		}
		slices.Sort(want)
		if diff := cmp.Diff(want, edges(r)); diff != "" {
			t.Errorf("edges (-want +got):\n%s", diff)
		}
		if len(r.Mesh.Services) != 33 {
			t.Errorf("%d services, want 3 namespaces of 11", len(r.Mesh.Services))
		}
	})
	t.Run("travels", func(t *testing.T) {
		r, err := manifest.Discover(t.Context(), topology(t, "kiali-travels/travels"), manifest.Options{})
		if err != nil {
			t.Fatal(err)
		}
		want := slices.Concat(truth(t, "kiali-travels", "edges_http"), truth(t, "kiali-travels", "edges_tcp"))
		for i, e := range want {
			e = strings.NewReplacer("travels(agency)", "travel-agency-travels", "travels(portal)", "travel-portal-travels").Replace(e)
			if strings.HasPrefix(e, "travels>") {
				e = "travel-agency-" + e
			}
			want[i] = e
		}
		// the control plane and the load tester, which the drawing leaves out
		want = append(want, "control>travel-portal-travels", "control>viaggi", "control>voyages", "loadtester>travel-agency-travels")
		slices.Sort(want)
		if diff := cmp.Diff(want, edges(r)); diff != "" {
			t.Errorf("edges (-want +got):\n%s", diff)
		}
	})
}

func TestOnlineBoutiqueDetails(t *testing.T) {
	r, err := manifest.Discover(t.Context(), topology(t, "online-boutique"), manifest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(r.Mesh.Dependencies, func(d dependency) bool { return d.From == "frontend" && d.To == "cartservice" })
	want := []string{
		"env CART_SERVICE_ADDR at kubernetes-manifests/frontend.yaml:73",
		"env CART_SERVICE_ADDR at release/kubernetes-manifests.yaml:79",
		"network policy cartservice at network-policies/network-policy-cartservice.yaml:15",
	}
	if diff := cmp.Diff(want, r.Mesh.Dependencies[i].Evidence); diff != "" {
		t.Errorf("evidence of frontend > cartservice (-want +got):\n%s", diff)
	}
	if len(r.Mesh.Journeys) != 1 || r.Mesh.Journeys[0].ID != "frontend" || r.Mesh.Journeys[0].Target != 0 {
		t.Errorf("journeys %+v, want one into frontend, without a target", r.Mesh.Journeys)
	}
	if !has(r, manifest.DanglingReference, "SHOPPING_ASSISTANT_SERVICE_ADDR") || !has(r, manifest.Optional, "shoppingassistantservice") {
		t.Errorf("the optional shopping assistant is not reported: %v", r.Findings)
	}
}

func TestSockShopDanglingCart(t *testing.T) {
	r, err := manifest.Discover(t.Context(), topology(t, "sock-shop"), manifest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(r.Findings, func(f manifest.Finding) bool {
		return f.Kind == manifest.DanglingReference && f.Subject == "cart-access"
	})
	if i < 0 || !strings.Contains(r.Findings[i].Message, "name=cart ") || !strings.Contains(r.Findings[i].Message, "carts") ||
		r.Findings[i].Place != "manifests-policy/netpol-cart-access.yaml:2" {
		t.Errorf("cart and carts are not told apart: %v", r.Findings)
	}
	j := slices.IndexFunc(r.Mesh.Dependencies, func(d dependency) bool { return d.From == "orders" && d.To == "carts" })
	if e := r.Mesh.Dependencies[j].Evidence; len(e) != 1 || !strings.HasSuffix(e[0], "selector name=cart matches no pod; read as carts") {
		t.Errorf("evidence of orders > carts: %v", e)
	}
}
