package availability

import (
	"errors"
	"math"
	"testing"
)

// With many equal outages the total is their length times a Poisson count, whose
// 5 % and 95 % quantiles at mean 100 are 84 and 117 (tables of the Poisson
// distribution; normal: 100 ± 1.645·10 gives 83.6 and 116.4).
func TestResampleDowntime(t *testing.T) {
	hours := make([]float64, 100)
	for i := range hours {
		hours[i] = 0.5
	}
	low, high, err := ResampleDowntime(hours, 0.9, 1)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(low-84*0.5) > 1 || math.Abs(high-117*0.5) > 1 {
		t.Errorf("interval %g–%g h, want about 42–58.5 h", low, high)
	}
	again, _, err := ResampleDowntime(hours, 0.9, 1)
	if err != nil || again != low {
		t.Errorf("the same seed gave %g and %g (%v)", low, again, err)
	}
}

func TestResampleDowntimeRefuses(t *testing.T) {
	if _, _, err := ResampleDowntime(nil, 0.9, 1); !errors.Is(err, ErrNoOutages) {
		t.Errorf("no outages: %v", err)
	}
	for _, bad := range [][]float64{{-1}, {math.NaN()}, {math.Inf(1)}} {
		if _, _, err := ResampleDowntime(bad, 0.9, 1); err == nil {
			t.Errorf("%v is accepted", bad)
		}
	}
	if _, _, err := ResampleDowntime([]float64{1}, 1, 1); err == nil {
		t.Error("level 1 is accepted")
	}
}
