package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"ninefold/analysis/lifedata"
	"ninefold/analysis/provenance"
	"ninefold/analysis/slo"
	"ninefold/models"
)

// OpenAPI returns the OpenAPI 3.1 document of the API, as indented JSON. It is
// committed as openapi.json; go generate rewrites that.
func OpenAPI() ([]byte, error) {
	_, api := new(Server).routes()
	return document(api)
}

func document(api huma.API) ([]byte, error) {
	raw, err := json.Marshal(api.OpenAPI())
	if err != nil {
		return nil, fmt.Errorf("api: OpenAPI document: %w", err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, raw, "", "  "); err != nil {
		return nil, fmt.Errorf("api: OpenAPI document: %w", err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// prefix is where the API begins.
const prefix = "/api/v1"

// schemesOf are the two ways to prove who one is.
var schemesOf = map[string]*huma.SecurityScheme{
	"token": {
		Type: "http", Scheme: "bearer",
		Description: "An API token (nf_…), made by an administrator.",
	},
	"session": {
		Type: "apiKey", In: "cookie", Name: sessionCookie,
		Description: "Set by signing in. Writes with it must come from the same origin.",
	},
}

func humaConfig() huma.Config {
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title:       "Ninefold",
				Version:     "1",
				Description: "The reliability case of a service mesh: figures with intervals, what causes downtime, and the records behind it.",
			},
			Components: &huma.Components{
				Schemas:         written(huma.NewMapRegistry("#/components/schemas/", schemaName)),
				SecuritySchemes: schemesOf,
			},
			Tags: []*huma.Tag{
				{Name: "Answers", Description: "What the latest assessment of a model says."},
				{Name: "Assessments", Description: "Immutable results, each of one model version and the records up to one moment."},
				{Name: "Models", Description: "What a mesh is made of."},
				{Name: "Records", Description: "What happened to it."},
				{Name: "Reports", Description: "PDF and CSV."},
				{Name: "Statistics", Description: "Computed from the rows of the request; nothing is stored."},
				{Name: "Analyses", Description: "Computed from the model of the request; nothing is stored."},
				{Name: "Access", Description: "Who may do what, and who did."},
			},
		},
		Formats:                      map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
	}
}

// sharedNames are the nouns that exist twice: as the model has them, and as an
// assessment answers them. The former get the name of their package; those of
// engines always do.
var sharedNames = []string{"Journey", "Service", "SLO", "Scenario"}

// schemaName names the schema of a type; huma panics when two get the same name.
func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name := huma.DefaultSchemaNamer(t, hint)
	if engine := engineName(t.PkgPath()); engine != "" {
		return engine + strings.TrimPrefix(name, engine)
	}
	switch t.PkgPath() {
	case reflect.TypeFor[models.Mesh]().PkgPath():
		if slices.Contains(sharedNames, name) {
			return "Model" + name
		}
	case reflect.TypeFor[lifedata.Life]().PkgPath():
		return "Life" + strings.TrimPrefix(name, "Life")
	case reflect.TypeFor[slo.Slice]().PkgPath():
		return "SLO" + name
	case reflect.TypeFor[provenance.Record]().PkgPath():
		return strings.TrimSuffix("Provenance"+name, "Record")
	case reflect.TypeFor[analysisMeta]().PkgPath():
		if field, ok := t.FieldByName("Data"); ok && strings.HasPrefix(t.Name(), "analysis[") {
			return schemaName(field.Type, "") + "Answer"
		}
		if field, ok := t.FieldByName("Options"); ok && strings.HasPrefix(t.Name(), "modelBody[") {
			return strings.TrimSuffix(schemaName(field.Type, ""), "Options") + "Request"
		}
	}
	return name
}

// engines are the packages below analysis whose nouns are shared by many, with what
// stands before theirs. Studies have the names of their engines.
var engines = map[string]string{
	"markov": "Markov", "simulate": "Simulation", "optimize": "Redundancy", "rbd": "BlockDiagram", "rbd/blocks": "BlockDiagram",
	"network": "Network", "equations": "BooleanSystem", "mesh/mission": "FirstOutage", "dynamic": "DynamicTree", "faulttree": "FaultTree", "faulttree/risk": "Risk", "faulttree/mission": "Mission", "faulttree/uncertainty": "Uncertainty",
}

// engineName returns what stands before the names of types of an engine, "" of others.
func engineName(pkg string) string {
	_, name, _ := strings.Cut(pkg, "/analysis/")
	return engines[strings.TrimSuffix(name, "/study")]
}

// An operation is one line of the route table.
type operation struct {
	method, path string // path below prefix
	id, tag      string
	summary      string
	scope        string       // needed; empty is open to all
	errors       []int        // besides those every operation has
	same         string       // what 200 in place of 201 means; empty: there is no 200
	status       int          // of success; 0 is huma's default
	maxBody      int64        // bytes; 0 is 64 kB
	limited      bool         // few times a minute from one address
	costly       bool         // once a second from one address, with some at once
	json         reflect.Type // of a body in place of the CSV that the input declares
	produces     string       // media type of the answer, where it is not JSON
}

// register adds an operation whose handler returns an answer or an error.
func register[In, Out any](s *Server, api huma.API, o operation, handle func(context.Context, *In) (*Out, error)) {
	op := o.huma()
	huma.Register(api, op, func(ctx context.Context, in *In) (*Out, error) {
		out, err := handle(ctx, in)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return out, nil
	})
	if o.json != nil { // added when huma has looked for bodies to bind: the handler reads this one
		op.RequestBody.Content["application/json"] = &huma.MediaType{Schema: api.OpenAPI().Components.Schemas.Schema(o.json, true, o.id)}
	}
	if !hasBody[In]() { // huma documents 422 for wrong parameters; that is a 400 here
		delete(op.Responses, "422")
	}
	if o.same != "" {
		op.Responses["200"] = &huma.Response{Description: o.same, Content: op.Responses["201"].Content}
	}
}

func hasBody[In any]() bool {
	t := reflect.TypeFor[In]()
	_, body := t.FieldByName("Body")
	_, raw := t.FieldByName("RawBody")
	return body || raw
}

func (o operation) huma() huma.Operation {
	errs := map[int]bool{http.StatusBadRequest: true, http.StatusGatewayTimeout: true}
	op := huma.Operation{
		Method: o.method, Path: path.Join(prefix, o.path), OperationID: o.id,
		Tags: []string{o.tag}, Summary: o.summary, DefaultStatus: o.status,
		MaxBodyBytes: o.maxBody, Responses: map[string]*huma.Response{},
	}
	if op.MaxBodyBytes == 0 {
		op.MaxBodyBytes = 64 << 10
	}
	if o.scope != "" {
		need := []string{o.scope}
		op.Security = []map[string][]string{{"token": need}, {"session": need}}
		errs[http.StatusUnauthorized], errs[http.StatusForbidden] = true, true
	}
	if o.limited || o.costly {
		op.Metadata = map[string]any{limited: o.limited, costly: o.costly}
		errs[http.StatusTooManyRequests] = true
	}
	if o.json != nil {
		op.RequestBody = &huma.RequestBody{Required: true}
		op.SkipValidateBody = true // or a raw body that is JSON must be a string
	}
	if o.method == http.MethodPost {
		errs[http.StatusRequestEntityTooLarge], errs[http.StatusUnsupportedMediaType] = true, true
		errs[http.StatusUnprocessableEntity] = true
	}
	for _, status := range o.errors {
		if status == http.StatusNotModified {
			op.Responses["304"] = &huma.Response{Description: "Not modified since the answer with the ETag in If-None-Match."}
			continue
		}
		errs[status] = true
	}
	op.Errors = slices.Sorted(maps.Keys(errs))
	if o.produces != "" {
		op.Responses["200"] = &huma.Response{
			Description: http.StatusText(http.StatusOK),
			Content:     map[string]*huma.MediaType{o.produces: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}},
		}
	}
	if o.summary == "" || strings.HasSuffix(o.summary, ".") {
		panic("api: operation " + o.id + " needs a summary without a full stop")
	}
	return op
}
