package faulttree_test

import (
	"context"
	"fmt"
	"log"

	"ninefold/analysis/faulttree"
)

// Payments fail with the certificate authority, or when both zones are down.
func ExampleAnalyze() {
	r, err := faulttree.Analyze(context.Background(), faulttree.Tree{
		Top: "payments down",
		Gates: []faulttree.Gate{
			{ID: "payments down", Op: faulttree.Or, Inputs: []string{"mesh CA", "zones"}},
			{ID: "zones", Op: faulttree.And, Inputs: []string{"zone a", "zone b"}},
		},
		Events: []faulttree.BasicEvent{
			{ID: "mesh CA", Probability: 2e-5, RatePerHour: 1e-5},
			{ID: "zone a", Probability: 1e-3, RatePerHour: 1e-3},
			{ID: "zone b", Probability: 1e-3, RatePerHour: 1e-3},
		},
	}, faulttree.Options{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("unavailable %.4g, %.3g times a year\n", r.Top, *r.FrequencyPerHour*8760)
	for _, c := range r.CutSets.Top {
		fmt.Printf("%.2g %v\n", c.Probability, c.Events)
	}
	// Output:
	// unavailable 2.1e-05, 0.105 times a year
	// 2e-05 [mesh CA]
	// 1e-06 [zone a zone b]
}
