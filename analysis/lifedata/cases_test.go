package lifedata

import (
	"maps"
	"testing"

	"ninefold/analysis/internal/refcase"
)

type (
	refCase = refcase.Case
	answer  = refcase.Answer
)

// answers has what this package says to each topic. Test files register theirs with
//
//	var _ = register(map[string]answer{"life/weibull": answerWeibull})
var answers = refcase.Answers{}

func register(more map[string]answer) bool {
	maps.Copy(answers, more)
	return true
}

func TestCases(t *testing.T) { refcase.Run(t, answers) }
