package lifedata_test

import (
	"context"
	"fmt"
	"log"

	"ninefold/analysis/lifedata"
)

// Five pumps on a 1000 h test: three fail, one is withdrawn at 400 h, one
// survives.
func ExampleKaplanMeier() {
	curve, err := lifedata.KaplanMeier([]lifedata.Life{
		{Hours: 150, Failed: true},
		{Hours: 400, Failed: false},
		{Hours: 620, Failed: true},
		{Hours: 890, Failed: true},
		{Hours: 1000, Failed: false},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range curve {
		fmt.Printf("%4.0f h: %d of %d fail, survival %.3f ± %.3f\n", s.Hours, s.Failures, s.AtRisk, s.Survival, *s.StdErr)
	}
	// Output:
	//  150 h: 1 of 5 fail, survival 0.800 ± 0.179
	//  620 h: 1 of 3 fail, survival 0.533 ± 0.248
	//  890 h: 1 of 2 fail, survival 0.267 ± 0.226
}

// A machine under test to 1500 h, from the NIST/SEMATECH e-Handbook, 8.2.3.4.
func ExampleDiagnose() {
	verdict, err := lifedata.Diagnose(context.Background(), lifedata.History{{
		To:     1500,
		Events: []float64{5, 40, 43, 175, 389, 712, 747, 795, 1299, 1478},
	}}, lifedata.DiagnoseOptions{Level: 0.9})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(verdict.Kind)
	for _, sentence := range verdict.Words {
		fmt.Println(sentence)
	}
	// Output:
	// trend
	// Events: 10. Systems: 1. Hours watched: 1500.
	// Against events by chance at a steady rate: Laplace -1.33 (p 0.18), MIL-HDBK-189 37.23 (p 0.022).
	// Against times between events that vary as these do (coefficient of variation 1.10, by chance alone 1): Lewis-Robinson p 0.23.
	// There is a trend: events become rarer.
	// No mean time between failures is given: there is a trend; a mean over the window would describe no time in it.
	// By a power law of shape 0.537 the time between events is now 279.2 hours.
}
