package lifedata

import (
	"errors"
	"fmt"
	"math"
)

// A DuaneLine is the straight line through the logarithms of the cumulative MTBF,
// hours per event so far, against those of the hours.
type DuaneLine struct {
	Slope          float64  `json:"slope"`          // growth rate: 0 without growth
	CumulativeMTBF float64  `json:"cumulativeMtbf"` // on the line at EndHours
	MTBF           *float64 `json:"mtbf,omitempty"` // instantaneous, there; absent where Slope ≥ 1
	EndHours       float64  `json:"endHours"`       // hours watched, of all systems
	AtOneHour      float64  `json:"atOneHour"`      // cumulative MTBF on the line at one hour
	Events         int      `json:"events"`
}

// Duane fits the line by least squares, as one would by eye on the growth plot. Its
// errors are not independent and the first events weigh most: to estimate, use
// [FitPowerLaw]. Of several systems the hours are those of all together.
//
// It returns errors wrapping [ErrHistory], [ErrNoEvents], and [ErrTooFew] where
// events are at fewer than two times; and one where the line is beyond the range of
// numbers at one hour.
//
// Source: J. T. Duane, IEEE Trans. Aerosp. 2 (1964) 563-566,
// https://doi.org/10.1109/TA.1964.4319640
func Duane(h History) (DuaneLine, error) {
	points, total, err := growthPoints(h)
	if err != nil {
		return DuaneLine{}, err
	}
	var x, y []float64
	for _, p := range points {
		x, y = append(x, math.Log(p.Hours)), append(y, math.Log(p.Hours)-math.Log(float64(p.Events)))
	}
	meanX, meanY := meanOf(x), meanOf(y)
	squares, products := 0.0, 0.0
	for i := range x {
		squares += (x[i] - meanX) * (x[i] - meanX)
		products += (x[i] - meanX) * (y[i] - meanY)
	}
	if !(squares > 0) {
		return DuaneLine{}, fmt.Errorf("lifedata: Duane line: %w times of events", ErrTooFew)
	}
	d := DuaneLine{Slope: products / squares, EndHours: total, Events: len(points)}
	at := func(logHours float64) float64 { return math.Exp(meanY + d.Slope*(logHours-meanX)) }
	d.CumulativeMTBF, d.AtOneHour = at(math.Log(total)), at(0)
	for _, x := range []float64{d.Slope, d.CumulativeMTBF, d.AtOneHour} {
		if finite(x) == nil {
			return DuaneLine{}, errors.New("lifedata: Duane line: beyond the range of numbers")
		}
	}
	if d.Slope < 1 {
		d.MTBF = finite(d.CumulativeMTBF / (1 - d.Slope))
	}
	return d, nil
}

// A GrowthPoint is one event on the growth plot, to be drawn on logarithmic axes.
type GrowthPoint struct {
	Hours  float64 `json:"hours"`  // watched so far, of all systems
	Events int     `json:"events"` // so far
	MTBF   float64 `json:"mtbf"`   // cumulative: Hours / Events
}

// GrowthPoints returns the events in order on the growth plot. On logarithmic axes
// a power law is a straight line: of slope Shape for events, 1 - Shape for the
// cumulative MTBF. Events before any hour has been watched do not occur.
//
// It returns errors wrapping [ErrHistory] or [ErrNoEvents].
func GrowthPoints(h History) ([]GrowthPoint, error) {
	points, _, err := growthPoints(h)
	return points, err
}

func growthPoints(h History) ([]GrowthPoint, float64, error) {
	sorted, err := h.sorted()
	if err != nil {
		return nil, 0, err
	}
	at, total := totalTime(sorted)
	points := make([]GrowthPoint, len(at))
	for i, t := range at {
		points[i] = GrowthPoint{Hours: t, Events: i + 1, MTBF: t / float64(i+1)}
	}
	return points, total, nil
}
