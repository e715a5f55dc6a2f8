package bench

import (
	"testing"
	"time"
)

// A loop of so many milliseconds of the processor is seen to take them, and a slice of
// so many MiB to be there.
func TestUsage(t *testing.T) {
	const busy = 20 * time.Millisecond
	wall, before := time.Now(), Processor(t)
	for Processor(t)-before < busy {
		if time.Since(wall) > time.Minute {
			t.Fatal("the time of the processor stands still")
		}
	}
	const mib = 64
	room := make([]byte, mib<<20)
	for i := range room {
		room[i] = byte(i)
	}
	if peak := PeakMiB(t); !(peak > mib) {
		t.Errorf("%g MiB, want more than %d", peak, mib)
	}
}
