package api

import (
	"net"
	"net/http"
	"net/netip"
	"runtime"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics counts what one [Server] does, in a registry of its own.
type metrics struct {
	registry    *prometheus.Registry
	requests    *prometheus.CounterVec
	seconds     *prometheus.HistogramVec
	assessments *prometheus.CounterVec
}

func newMetrics(version string) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ninefold_http_requests_total", Help: "Requests answered.",
		}, []string{"method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "ninefold_http_request_duration_seconds", Help: "Time to answer a request.",
			Buckets: []float64{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60},
		}, []string{"method", "route"}),
		assessments: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ninefold_assessments_total", Help: "Assessments asked for over HTTP.",
		}, []string{"result"}),
	}
	build := prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "ninefold_build_info", Help: "Always 1; the labels say which build runs.",
	}, []string{"version", "goversion"})
	build.WithLabelValues(version, runtime.Version()).Set(1)
	m.registry.MustRegister(m.requests, m.seconds, m.assessments, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

var knownMethods = []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions}

// answered counts a request. Labels take few values: paths that are no route, and
// methods that do not exist, are counted together.
func (m *metrics) answered(c *gin.Context, took time.Duration) {
	method, route := c.Request.Method, c.FullPath()
	if !slices.Contains(knownMethods, method) {
		method = "other"
	}
	if route == "" {
		route = "other"
	}
	m.requests.WithLabelValues(method, route, strconv.Itoa(c.Writer.Status())).Inc()
	m.seconds.WithLabelValues(method, route).Observe(took.Seconds())
}

func (m *metrics) assessed(err error) {
	result := "ok"
	if err != nil {
		result = "error"
	}
	m.assessments.WithLabelValues(result).Inc()
}

// serveMetrics serves GET /metrics to a bearer token, and to this machine itself.
func (s *Server) serveMetrics(c *gin.Context) {
	if !fromHere(c.Request) {
		bearer, ok := bearerOf(c.Request)
		if _, err := s.identify(c.Request, bearer, ok); !ok || err != nil {
			newProblem(http.StatusUnauthorized, "unauthorized", "metrics need an API token").write(c)
			return
		}
	}
	promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{}).ServeHTTP(c.Writer, c.Request)
}

// fromHere reports whether r comes from this machine, and not through a proxy on
// it.
func fromHere(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil || r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != "" {
		return false
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}
