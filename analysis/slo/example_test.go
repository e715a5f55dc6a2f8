package slo_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"ninefold/analysis/slo"
)

// A month of 43.2 minutes to spend: an outage of 25 minutes, and half an hour of
// which nothing is known.
func ExampleEvaluate() {
	day := func(n int) time.Time { return time.Date(2024, 6, n, 0, 0, 0, 0, time.UTC) }
	june := slo.Window{Calendar: &slo.Calendar{Unit: slo.Month, Count: 1}}
	r, err := slo.Evaluate(context.Background(),
		slo.Objective{Target: 0.999, Method: slo.Time, Window: june},
		slo.History{
			Watched: slo.Span{From: day(1), To: day(20)},
			Outages: []slo.Span{{From: day(5), To: day(5).Add(25 * time.Minute)}},
			Gaps:    []slo.Span{{From: day(9), To: day(9).Add(30 * time.Minute)}},
		},
		day(20), slo.Options{Rules: slo.Workbook()})
	if err != nil {
		log.Fatal(err)
	}
	a := r.Attained
	fmt.Printf("attained %.3f to %.3f %%: %s (%s)\n", 100*a.Low, 100*a.High, a.Verdict, a.Reason)
	fmt.Printf("%.1f of %.1f minutes left, %.1f if what is unknown was bad\n", a.Budget.Left, a.Budget.Allowed, a.Budget.Least)
	for _, alarm := range r.Alarms {
		fmt.Printf("%s: above %.1f× of %d minutes: %t\n", alarm.Rule.Severity, alarm.Threshold, alarm.Rule.LongMinutes, alarm.Firing)
	}
	// Output:
	// attained 99.799 to 99.909 %: not-judged (what is not known of 30 minutes could change the answer)
	// 18.2 of 43.2 minutes left, -11.8 if what is unknown was bad
	// page: above 14.4× of 60 minutes: false
	// page: above 6.0× of 360 minutes: false
	// ticket: above 1.0× of 4320 minutes: false
}
