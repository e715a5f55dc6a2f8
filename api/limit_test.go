package api

import (
	"fmt"
	"testing"
)

func TestAttempts(t *testing.T) {
	var a attempts
	spend := func(addr string) (allowed int) {
		for range attemptsAtOnce + 1 {
			if a.allow(addr) {
				allowed++
			}
		}
		return allowed
	}
	for _, tt := range []struct {
		addr string
		want int
		why  string
	}{
		{"203.0.113.1:1000", attemptsAtOnce, "new"},
		{"203.0.113.1:2000", 0, "another port of the same host"},
		{"[::ffff:203.0.113.1]:1", 0, "the same host, written as IPv6"},
		{"203.0.113.2:1000", attemptsAtOnce, "another host"},
		{"[2001:db8::1]:1", attemptsAtOnce, "new"},
		{"[2001:db8::2]:1", 0, "the same network"},
		{"[2001:db8:0:1::1]:1", attemptsAtOnce, "another network"},
		{"pipe", attemptsAtOnce, "no address"},
		{"other pipe", 0, "cannot be told from the last"},
	} {
		if got := spend(tt.addr); got != tt.want {
			t.Errorf("%s (%s): %d allowed, want %d", tt.addr, tt.why, got, tt.want)
		}
	}
	for i := range 3 * attemptAddresses {
		a.allow(fmt.Sprintf("10.%d.%d.%d:1", i>>16, i>>8&255, i&255))
	}
	if n := len(a.now) + len(a.old); n > 2*attemptAddresses {
		t.Errorf("%d addresses kept, want at most %d", n, 2*attemptAddresses)
	}
}
