package manifest

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// An address is a host some workload is told of.
type address struct {
	host string
	sure bool // certainly an address, by its form or the variable's name
}

// maxValue is the longest value searched: Kubernetes itself passes no longer one
// to a process.
const maxValue = 128 << 10

// Endings of the names of variables that hold a bare host. The weak ones as often
// hold something else, so only a single word counts there, and one that is not
// found is not reported.
var (
	strongHints = []string{"HOST", "HOSTS", "HOSTNAME", "ADDR", "ADDRS", "ADDRESS", "ADDRESSES", "URL", "URLS", "URI", "URIS", "ENDPOINT", "ENDPOINTS", "BROKER", "BROKERS"}
	weakHints   = []string{"SERVICE", "SERVICES", "SERVER", "SERVERS"}
	neverHints  = []string{"IMAGE", "TAG", "VERSION"} // redis:7 is no address there
)

// addresses returns the hosts in the value of the variable called env, in the
// order they stand there. Addresses of the pod itself and IP addresses are not
// among them.
func addresses(env, value string) []address {
	last := lastWord(env)
	if len(value) > maxValue || slices.Contains(neverHints, last) {
		return nil
	}
	var out []address
	parts := strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(",; \t\r\n\"'|", r) })
	for _, part := range parts {
		host, sure := hostOf(part)
		if !sure {
			sure = slices.Contains(strongHints, last)
			if !sure && (!slices.Contains(weakHints, last) || strings.Contains(host, ".")) {
				continue
			}
		}
		if isHost(host) {
			out = append(out, address{strings.ToLower(strings.TrimSuffix(host, ".")), sure})
		}
	}
	return out
}

// hostOf returns the host in a URL, host:port or bare name, and whether its form
// leaves no doubt that it is one.
func hostOf(s string) (host string, sure bool) {
	scheme, rest, isURL := strings.Cut(s, "://")
	if isURL {
		switch scheme {
		case "file", "unix", "data":
			return "", false
		}
		rest = strings.TrimLeft(rest, "/") // dns:///host:port, as gRPC writes it
	} else {
		rest = s
	}
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	if i := strings.LastIndexByte(rest, '@'); i >= 0 {
		rest = rest[i+1:]
	}
	host, port, hasPort := strings.Cut(rest, ":")
	if hasPort {
		n, err := strconv.ParseUint(port, 10, 16)
		return host, err == nil && n > 0
	}
	return host, isURL || isClusterName(host)
}

// isClusterName reports whether host can only be the name of a Service.
func isClusterName(host string) bool {
	l := strings.Split(host, ".")
	return len(l) >= 3 && l[2] == "svc" || len(l) >= 4 && l[3] == "svc"
}

// lastWord returns the last word of a variable's name in capitals, without a
// number: URL of db.url, dbUrl and DB_URL_2.
func lastWord(env string) string {
	env = strings.TrimRight(env, "_0123456789")
	if i := strings.LastIndexAny(env, "_.-"); i >= 0 {
		env = env[i+1:]
	}
	if i := strings.LastIndexFunc(env, func(r rune) bool { return r >= 'A' && r <= 'Z' }); i > 0 && env != strings.ToUpper(env) {
		env = env[i:]
	}
	return strings.ToUpper(env)
}

var hostForm = regexp.MustCompile(`^(?i:[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*\.?)$`)

// isHost reports whether s is a host name that may name something else than the
// pod itself.
func isHost(s string) bool {
	switch strings.ToLower(s) {
	case "localhost", "true", "false", "none", "null":
		return false
	}
	return len(s) <= 253 && strings.ContainsFunc(s, isLetter) && hostForm.MatchString(s)
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
