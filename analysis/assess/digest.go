package assess

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"ninefold/models"
	"ninefold/models/store"
)

// digests returns the SHA-256 of all that the figures depend on, and of the model
// alone. JSON of structs has a fixed order, so equal inputs have equal digests.
// The previous assessment is not among them: it changes what is said to be new,
// and no figure.
func digests(in Input, opt Options) (inputs, model string, err error) {
	if model, err = store.Digest(in.Mesh); err != nil {
		return "", "", fmt.Errorf("assess: model %s: %w", in.Mesh.Metadata.Name, err)
	}
	all, err := json.Marshal(struct {
		Engine      string              `json:"engine"`
		Model       string              `json:"model"`
		Version     int                 `json:"version"`
		Incidents   []models.Incident   `json:"incidents"`
		Experiments []models.Experiment `json:"experiments"`
		Seed        uint64              `json:"seed"`
		Samples     int                 `json:"samples"`
		Cutoff      time.Time           `json:"cutoff"`
	}{EngineVersion, model, in.Mesh.Metadata.Version, in.Incidents, in.Experiments, opt.Seed, opt.Samples, opt.Cutoff})
	if err != nil {
		return "", "", fmt.Errorf("assess: records: %w", err)
	}
	sum := sha256.Sum256(all)
	return hex.EncodeToString(sum[:]), model, nil
}
