package api

import (
	"net/http"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limited is the metadata key of operations that may be called a few times a
// minute from one address.
const limited = "limited"

// costly is the metadata key of operations that take the time of processors.
const costly = "costly"

const (
	attemptsAtOnce   = 10
	attemptInterval  = 6 * time.Second
	attemptAddresses = 4096
	studiesAtOnce    = 60
	studyInterval    = time.Second
)

// attempts limits how often each address may try something: once in every interval,
// and a number at once. The zero value is for signing in. Memory is bounded by two
// generations of attemptAddresses addresses: an address that is not seen during a
// whole generation is forgotten.
type attempts struct {
	every time.Duration
	burst int

	mu       sync.Mutex
	now, old map[netip.Addr]*rate.Limiter
}

// allow reports whether the host of remoteAddr may try now. Hosts of one IPv6
// network of 64 bits count as one, for whoever has one has all.
func (a *attempts) allow(remoteAddr string) bool {
	var host netip.Addr // the zero Addr stands for all that cannot be told apart
	if ap, err := netip.ParseAddrPort(remoteAddr); err == nil {
		host = ap.Addr().Unmap().WithZone("")
	}
	if host.Is6() {
		host = netip.PrefixFrom(host, 64).Masked().Addr()
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	l := a.now[host]
	if l == nil {
		if l = a.old[host]; l == nil {
			l = a.limiter()
		}
		if a.now == nil || len(a.now) >= attemptAddresses {
			a.now, a.old = map[netip.Addr]*rate.Limiter{}, a.now
		}
		a.now[host] = l
	}
	return l.Allow()
}

func (a *attempts) limiter() *rate.Limiter {
	if a.burst == 0 {
		return rate.NewLimiter(rate.Every(attemptInterval), attemptsAtOnce)
	}
	return rate.NewLimiter(rate.Every(a.every), a.burst)
}

// tooMany is of attempts to do something.
func tooMany(what string) *Problem {
	return newProblem(http.StatusTooManyRequests, "too_many_requests", "too many attempts to "+what+": wait a minute")
}
