package spec

import (
	"errors"
	"fmt"
	"slices"
	"time"
	_ "time/tzdata" // for machines that have no zones

	"ninefold/analysis/slo"
	"ninefold/models"
)

// calendar is what a window can be one of.
var calendar = []slo.Unit{slo.Day, slo.Week, slo.Month, slo.Quarter, slo.Year}

// Window returns the window that a person names: a time such as 28d, which rolls, or
// day, week, month, quarter or year of the calendar in a time zone such as
// Europe/Berlin, or UTC where zone is empty.
//
// Errors begin with what is wrong, window or zone. A rolling window has no zone, and
// Local is none, because answers would depend on the machine.
func Window(text, zone string) (slo.Window, error) {
	if !slices.Contains(calendar, slo.Unit(text)) {
		d, err := models.ParseDuration(text)
		switch {
		case err != nil:
			return slo.Window{}, fmt.Errorf("window %q is neither a time such as 28d nor day, week, month, quarter or year", text)
		case zone != "":
			return slo.Window{}, errors.New("zone is for windows of the calendar: a rolling one has no beginning")
		}
		return slo.Window{Rolling: time.Duration(d)}, nil
	}
	place, err := time.LoadLocation(zone)
	if err != nil || zone == "Local" {
		return slo.Window{}, fmt.Errorf("zone %q is not a time zone such as Europe/Berlin", zone)
	}
	c := slo.Calendar{Unit: slo.Unit(text), Count: 1}
	if zone != "" {
		c.Start = time.Date(1, 1, 1, 0, 0, 0, 0, place)
	}
	return slo.Window{Calendar: &c}, nil
}
