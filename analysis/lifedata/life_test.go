package lifedata

import (
	"errors"
	"math"
	"strings"
	"testing"
	"unsafe"
)

func TestLifeIsSmall(t *testing.T) {
	if size := unsafe.Sizeof(Life{}); size > 48 {
		t.Errorf("a life takes %d bytes, want at most 48", size)
	}
}

func TestValidate(t *testing.T) {
	good := []Life{
		{Hours: 1, Failed: true},
		{Hours: 1},
		{Hours: 1, Interval: true},
		{Hours: 2, Since: 1, Entry: 1, Interval: true, Until: 2, Count: 3},
		{Hours: 2, Entry: 1, Failed: true, Until: 2},
		{Hours: 2, Entry: 1, Until: 3},
	}
	if err := Validate(good); err != nil {
		t.Error(err)
	}
	bad := []struct {
		life  Life
		cause error
	}{
		{Life{}, ErrDuration},
		{Life{Hours: -1, Failed: true}, ErrDuration},
		{Life{Hours: math.NaN()}, ErrDuration},
		{Life{Hours: math.Inf(1)}, ErrDuration},
		{Life{Hours: 1, Entry: 1}, ErrDuration},
		{Life{Hours: 1, Entry: -1}, ErrDuration},
		{Life{Hours: 1, Entry: math.NaN()}, ErrDuration},
		{Life{Hours: 1, Since: 0.5}, ErrDuration},
		{Life{Hours: 1, Since: 1, Interval: true}, ErrDuration},
		{Life{Hours: 1, Since: math.NaN(), Interval: true}, ErrDuration},
		{Life{Hours: 3, Since: 1, Entry: 2, Interval: true}, ErrDuration},
		{Life{Hours: 1, Until: 0.5, Failed: true}, ErrDuration},
		{Life{Hours: 1, Until: 1}, ErrDuration},
		{Life{Hours: 1, Until: math.NaN(), Failed: true}, ErrDuration},
		{Life{Hours: 1, Until: math.Inf(1), Failed: true}, ErrDuration},
		{Life{Hours: 1, Count: -1}, ErrCount},
	}
	var lives []Life
	for _, b := range bad {
		if err := b.life.Validate(); !errors.Is(err, b.cause) {
			t.Errorf("%+v: %v, want %v", b.life, err, b.cause)
		}
		lives = append(lives, good[0], b.life)
	}
	err := Validate(lives)
	for _, place := range []string{"life 1:", "life 15:", "life 31:"} {
		if err == nil || !strings.Contains(err.Error(), place) {
			t.Errorf("%q is not in %v", place, err)
		}
	}
	if err := Validate(append(lives, lives...)); err == nil || !strings.Contains(err.Error(), "12 more") {
		t.Errorf("many faults: %v", err)
	}
	if err := Validate(nil); !errors.Is(err, ErrNoLives) {
		t.Errorf("no lives: %v", err)
	}
}
