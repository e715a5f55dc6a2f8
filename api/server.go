package api

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"path"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"ninefold/models/assessment"
	"ninefold/models/chart"
	"ninefold/models/store"
)

// A Server answers HTTP. Set its exported fields before the first call of a
// method; it must not be copied.
type Server struct {
	Store   *store.Store
	Analyze func(ctx context.Context, model string) (*assessment.Assessment, error) // the pipeline: store → assess → store
	Board   func(w io.Writer, a *assessment.Assessment) error                       // the board report, as PDF
	Table   func(w io.Writer, a *assessment.Assessment, name string, bom bool) error
	// Draw writes a chart as SVG, so many pixels wide, for a page of its own or inline
	// in one of the dashboard.
	Draw    func(w io.Writer, c chart.Chart, width int, inline bool) error
	Tables  []string      // names that Table knows
	UI      http.Handler  // the files of the dashboard; nil is none
	Log     *slog.Logger  // nil is slog.Default
	Version string        // of this build
	Timeout time.Duration // of one request; 0 is a minute

	metrics     *metrics
	attempts    attempts
	studies     attempts
	slots       chan struct{} // one for each study that may run at a time
	crossOrigin http.CrossOriginProtection
}

func (s *Server) log() *slog.Logger {
	if s.Log != nil {
		return s.Log
	}
	return slog.Default()
}

// setUp sets what gin and huma keep in package variables.
var setUp = sync.OnceFunc(func() {
	gin.SetMode(gin.ReleaseMode)      // or it prints each route
	huma.DefaultArrayNullable = false // no answer has null for a list
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return bindProblem(status, msg, errs)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
		p := bindProblem(status, msg, errs)
		p.Instance = instance(ctx.Context())
		return p
	}
})

// Handler returns the handler of everything: the API, sign-in, health, metrics,
// and the dashboard for every other path. Call it once.
func (s *Server) Handler() (http.Handler, error) {
	s.metrics = newMetrics(s.Version)
	engine, api := s.routes()
	doc, err := document(api)
	if err != nil {
		return nil, err
	}
	engine.GET("/signin", s.openLink)
	engine.GET("/metrics", s.serveMetrics)
	engine.GET("/openapi.json", func(c *gin.Context) {
		c.Data(http.StatusOK, "application/openapi+json", doc)
	})
	engine.GET("/healthz", func(c *gin.Context) { c.String(http.StatusOK, "ok\n") })
	engine.GET("/readyz", s.ready)
	return engine, nil
}

// routes returns an engine with every operation, and the API they make.
func (s *Server) routes() (*gin.Engine, huma.API) {
	setUp()
	s.studies.every, s.studies.burst = studyInterval, studiesAtOnce
	s.slots = make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1))
	engine := gin.New()
	engine.HandleMethodNotAllowed = true
	engine.RedirectTrailingSlash = false
	engine.Use(s.identifyRequest, s.observe, s.recoverPanic, secure)
	engine.NoRoute(s.other)
	engine.NoMethod(func(c *gin.Context) {
		newProblem(http.StatusMethodNotAllowed, "method_not_allowed",
			c.Request.Method+" is not possible here; see the Allow header").write(c)
	})
	api := humagin.New(engine, humaConfig())
	api.UseMiddleware(s.authorize)
	s.answers(api)
	s.charts(api)
	s.structure(api)
	s.assessments(api)
	s.models(api)
	s.records(api)
	s.reports(api)
	s.statistics(api)
	s.analyses(api)
	s.access(api)
	return engine, api
}

// ready says whether requests can be answered: whether the store can be reached.
func (s *Server) ready(c *gin.Context) {
	if err := s.Store.Ping(c.Request.Context()); err != nil {
		s.log().WarnContext(c.Request.Context(), "not ready", "err", err)
		newProblem(http.StatusServiceUnavailable, "not_ready", "the store does not answer").write(c)
		return
	}
	c.String(http.StatusOK, "ok\n")
}

// other serves the dashboard: its files by name, and its one page for all the
// addresses it gives to its views.
func (s *Server) other(c *gin.Context) {
	r := c.Request
	isPage := r.Method == http.MethodGet || r.Method == http.MethodHead
	if s.UI == nil || !isPage || strings.HasPrefix(r.URL.Path+"/", "/api/") {
		newProblem(http.StatusNotFound, "not_found", "there is nothing at "+r.URL.Path).write(c)
		return
	}
	if !strings.Contains(path.Base(r.URL.Path), ".") {
		r = r.Clone(r.Context())
		r.URL.Path, r.URL.RawPath = "/", ""
	}
	c.Status(http.StatusOK) // gin has set 404
	s.UI.ServeHTTP(c.Writer, r)
}
