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

const (
	attemptsAtOnce   = 10
	attemptInterval  = 6 * time.Second
	attemptAddresses = 4096
)

// attempts limits how often each address may try to sign in. The zero value is
// ready. Memory is bounded by two generations of attemptAddresses addresses: an
// address that is not seen during a whole generation is forgotten.
type attempts struct {
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
			l = rate.NewLimiter(rate.Every(attemptInterval), attemptsAtOnce)
		}
		if a.now == nil || len(a.now) >= attemptAddresses {
			a.now, a.old = map[netip.Addr]*rate.Limiter{}, a.now
		}
		a.now[host] = l
	}
	return l.Allow()
}

func tooMany() *Problem {
	return newProblem(http.StatusTooManyRequests, "too_many_requests", "too many attempts to sign in: wait a minute")
}
