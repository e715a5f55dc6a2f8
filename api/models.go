package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"ninefold/models"
	"ninefold/models/modelfile"
	"ninefold/models/store"
)

// maxModel is the largest model file taken, in bytes.
const maxModel = 16 << 20

type modelList struct {
	Data []store.MeshHeader `json:"data" nullable:"false"`
}

type modelByName struct {
	Name string `path:"name" maxLength:"100" doc:"A model's name."`
}

type modelVersion struct {
	Name        string `path:"name" maxLength:"100" doc:"A model's name."`
	Version     int    `path:"version" minimum:"1" doc:"Versions count up from 1."`
	IfNoneMatch string `header:"If-None-Match" maxLength:"400" doc:"The ETag of the answer one has."`
}

type saveModelInput struct {
	RawBody []byte `contentType:"application/yaml" required:"true" doc:"A model file, as YAML or JSON."`
}

type saveModelOutput struct {
	Status   int
	Location string `header:"Location"`
	Body     store.SavedMesh
}

// models registers what meshes are made of.
func (s *Server) models(api huma.API) {
	register(s, api, operation{
		method: http.MethodGet, path: "/models", id: "list-models", tag: "Models",
		summary: "All versions of all models, the latest of each model first", scope: store.ScopeRead,
	}, s.listModels)
	register(s, api, operation{
		method: http.MethodPost, path: "/models", id: "save-model", tag: "Models",
		summary: "Check a model file and save it as a new version", scope: store.ScopeEdit, status: http.StatusCreated,
		errors: []int{http.StatusConflict}, maxBody: maxModel,
		same: "This content is stored already, as the version answered.",
	}, s.saveModel)
	register(s, api, operation{
		method: http.MethodGet, path: "/models/{name}", id: "model", tag: "Models",
		summary: "The latest version of a model", scope: store.ScopeRead, errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *modelByName) (*output[models.Mesh], error) {
		m, err := s.Store.Mesh(ctx, in.Name, 0)
		return &output[models.Mesh]{Body: m}, err
	})
	register(s, api, operation{
		method: http.MethodGet, path: "/models/{name}/versions/{version}", id: "model-version", tag: "Models",
		summary: "One version of a model", scope: store.ScopeRead,
		errors: []int{http.StatusNotModified, http.StatusNotFound},
	}, s.modelVersion)
	s.missions(api)
}

// modelVersion answers a version, which never changes once it is saved.
func (s *Server) modelVersion(ctx context.Context, in *modelVersion) (*viewOutput[models.Mesh], error) {
	m, err := s.Store.Mesh(ctx, in.Name, in.Version)
	if err != nil {
		return nil, err
	}
	out := &viewOutput[models.Mesh]{
		Status: http.StatusOK, CacheControl: revalidate, Body: m,
		ETag: fmt.Sprintf("%q", fmt.Sprintf("%s.%d.%s", in.Name, in.Version, s.Version)),
	}
	if matches(in.IfNoneMatch, out.ETag) {
		out.Status = http.StatusNotModified
	}
	return out, nil
}

func (s *Server) saveModel(ctx context.Context, in *saveModelInput) (*saveModelOutput, error) {
	m, err := modelfile.Parse("body", in.RawBody)
	if err != nil {
		return nil, err
	}
	saved, err := s.Store.SaveMesh(ctx, m)
	if err != nil {
		return nil, err
	}
	out := &saveModelOutput{
		Status: http.StatusCreated, Body: saved,
		Location: fmt.Sprintf("%s/models/%s/versions/%d", prefix, url.PathEscape(m.Metadata.Name), saved.Version),
	}
	if !saved.Created {
		out.Status = http.StatusOK
		return out, nil
	}
	return out, s.audit(ctx, "save-model", fmt.Sprintf("%s version %d", m.Metadata.Name, saved.Version))
}

// listModels answers all versions of all models: a few dozen at most.
func (s *Server) listModels(ctx context.Context, _ *struct{}) (*output[modelList], error) {
	all, err := s.Store.Meshes(ctx)
	return &output[modelList]{Body: modelList{Data: list(all)}}, err
}
