package chart

import (
	"fmt"
	"strings"
)

// A Chart is one chart: a message, two axes, and layers drawn one over the other.
type Chart struct {
	Title       string  `json:"title"`              // the message, in a sentence
	Subtitle    string  `json:"subtitle,omitempty"` // what was measured, of whom, when
	Description string  `json:"description"`        // for those who cannot see it: the message, with the values that carry it
	X           Axis    `json:"x"`
	Y           Axis    `json:"y"`
	Layers      []Layer `json:"layers"` // the first at the bottom
	Table       *Table  `json:"table,omitempty"`
	Source      Source  `json:"source"`
}

// An Axis is a range of values, and how they are written.
type Axis struct {
	Label string    `json:"label"` // without unit
	Unit  Unit      `json:"unit"`
	Scale Scale     `json:"scale"`
	Low   float64   `json:"low"`
	High  float64   `json:"high"`            // above Low
	Ticks []float64 `json:"ticks,omitempty"` // rising, where numbers are to stand; without them see [Axis.Marks]
}

// A Unit says how the numbers of an axis are written.
type Unit string

// The units.
const (
	Number Unit = "number"
	Hours  Unit = "hours" // written in what fits: seconds to years
	Share  Unit = "share" // written in percent
)

// A Kind is a way to draw a layer.
type Kind string

// The kinds of layers.
const (
	Curve      Kind = "curve"      // through the points
	Band       Kind = "band"       // between Low and High of the points; one without either is a gap
	Scatter    Kind = "scatter"    // a marker at each point, with an error bar where it has Low or High
	Censored   Kind = "censored"   // a tick at each point
	Horizontal Kind = "horizontal" // a line across at Y of each point, with its Text
	Vertical   Kind = "vertical"   // a line upwards at X of each point, with its Text
	Note       Kind = "note"       // Text beside each point
)

// A Layer is a set of points drawn in one way.
type Layer struct {
	Kind    Kind    `json:"kind"`
	Series  int     `json:"series"`            // 0 to 6
	Name    string  `json:"name,omitempty"`    // in the legend, which has no entry without one
	Stepped bool    `json:"stepped,omitempty"` // of curves and bands: a value holds until the next point
	Points  []Point `json:"points"`            // of curves and bands with X rising
}

// A Point is a place in a chart, in the units of its axes. What the kind of its
// layer does not use is not looked at.
type Point struct {
	X    float64  `json:"x"`
	Y    float64  `json:"y"`
	Low  *float64 `json:"low,omitempty"`
	High *float64 `json:"high,omitempty"`
	Text string   `json:"text,omitempty"`
}

// A Table is rows of counts under the horizontal axis, which needs Ticks.
type Table struct {
	Title string `json:"title"`
	Rows  []Row  `json:"rows"`
}

// A Row is counts at the Ticks of the horizontal axis.
type Row struct {
	Name   string `json:"name,omitempty"`
	Series int    `json:"series"` // 0 to 6
	Counts []int  `json:"counts"`
}

// A Source says what a chart rests on.
type Source struct {
	Data   string  `json:"data"` // how many of what: "35 lives, 4 failures"
	Method string  `json:"method,omitempty"`
	Level  float64 `json:"level,omitempty"` // of bands and bars; 0 where there are none
	Seed   *uint64 `json:"seed,omitempty"`  // of what is drawn by chance
}

// String returns the note to print under the chart.
func (s Source) String() string {
	parts := []string{s.Data}
	if s.Method != "" {
		parts = append(parts, s.Method)
	}
	if s.Level > 0 {
		parts = append(parts, fmt.Sprintf("level %.3g\u00a0%%", s.Level*100))
	}
	if s.Seed != nil {
		parts = append(parts, fmt.Sprintf("seed %d", *s.Seed))
	}
	return strings.Join(parts, "\u00a0· ")
}
