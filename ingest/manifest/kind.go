package manifest

import (
	"slices"
	"strings"

	"ninefold/models"
)

// knownImages are the words in an image's name that say what it is.
var knownImages = map[string]string{
	"postgres": models.ServiceDatabase, "postgresql": models.ServiceDatabase, "mysql": models.ServiceDatabase,
	"mysqldb": models.ServiceDatabase, "mariadb": models.ServiceDatabase, "mongo": models.ServiceDatabase,
	"mongodb": models.ServiceDatabase, "cassandra": models.ServiceDatabase, "cockroach": models.ServiceDatabase,
	"cockroachdb": models.ServiceDatabase, "documentdb": models.ServiceDatabase, "elasticsearch": models.ServiceDatabase,
	"opensearch": models.ServiceDatabase, "clickhouse": models.ServiceDatabase, "influxdb": models.ServiceDatabase,
	"neo4j": models.ServiceDatabase, "couchdb": models.ServiceDatabase, "etcd": models.ServiceDatabase,
	"redis": models.ServiceCache, "valkey": models.ServiceCache, "memcached": models.ServiceCache,
	"keydb": models.ServiceCache, "hazelcast": models.ServiceCache,
	"rabbitmq": models.ServiceQueue, "kafka": models.ServiceQueue, "nats": models.ServiceQueue,
	"activemq": models.ServiceQueue, "pulsar": models.ServiceQueue, "redpanda": models.ServiceQueue,
}

// companions are words in the names of images that only work beside such a one.
var companions = []string{"exporter", "operator", "proxy", "ui", "admin", "client", "commander", "backup", "express"}

// guessKind returns the kind of w as its first image says, or database for a
// StatefulSet that keeps data on volumes, else microservice.
func (w *workload) guessKind() string {
	if len(w.pod.Containers) > 0 {
		image, _, _ := strings.Cut(w.pod.Containers[0].Image, "@")
		image = image[strings.LastIndexByte(image, '/')+1:]
		image, _, _ = strings.Cut(image, ":")
		words := strings.FieldsFunc(strings.ToLower(image), func(r rune) bool { return r == '-' || r == '_' || r == '.' })
		companion := slices.ContainsFunc(words, func(word string) bool { return slices.Contains(companions, word) })
		for _, word := range words {
			if kind, ok := knownImages[word]; ok && !companion {
				return kind
			}
		}
	}
	if w.stateful {
		return models.ServiceDatabase
	}
	return models.ServiceMicroservice
}
