package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"ninefold/analysis/assess"
	"ninefold/api"
	"ninefold/models/assessment"
	"ninefold/models/store"
	"ninefold/ui/report"
	"ninefold/ui/web"
)

const (
	signInLife   = 30 * time.Minute
	shutdownTime = 10 * time.Second
)

// newServe runs API and dashboard on the database.
func newServe(g *global) *cobra.Command {
	var listen string
	cmd := &cobra.Command{
		Use: "serve", Short: "Serve the API and the dashboard", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			st, err := g.open(cmd.Context())
			if err != nil {
				return err
			}
			defer func() { _ = st.Close() }() // requests have ended
			if err := g.assessFirst(cmd, st); err != nil {
				return err
			}
			return g.serve(cmd, st, listen)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8080", "host:port")
	return cmd
}

// assessFirst makes the first assessment of a database that has a model, so that
// the dashboard has something to show.
func (g *global) assessFirst(cmd *cobra.Command, st *store.Store) error {
	ctx := cmd.Context()
	if _, err := st.LatestAssessment(ctx, ""); !errors.Is(err, store.ErrNotFound) {
		return err
	}
	model, err := latestModel(ctx, st)
	if errors.Is(err, store.ErrNotFound) {
		g.hintf(cmd, "The database holds no model; store one with: ninefold analyze FILE --save")
		return nil
	}
	if err != nil {
		return err
	}
	a, _, err := assess.Run(ctx, st, model.Name, model.Version, assess.Options{})
	var input *assess.InputError
	switch {
	case errors.As(err, &input): // of no use to the dashboard, and no reason not to start
		g.hintf(cmd, "warning: model %s version %d cannot be assessed: %v", model.Name, model.Version, err)
	case err != nil:
		return err
	default:
		g.hintf(cmd, "Assessed model %s version %d for the first time: %s", model.Name, model.Version, a.ID)
	}
	return nil
}

// serve serves st until the context ends, and prints a one-time sign-in link.
func (g *global) serve(cmd *cobra.Command, st *store.Store, listen string) error {
	ctx := cmd.Context()
	if _, _, err := net.SplitHostPort(listen); err != nil {
		return usage(cmd, fmt.Errorf("--listen: %w", err))
	}
	s := &api.Server{
		Store: st, Analyze: func(ctx context.Context, model string) (*assessment.Assessment, error) {
			a, _, err := assess.Run(ctx, st, model, 0, assess.Options{})
			return a, err
		},
		Board: report.Board, Table: report.Table, Tables: report.Tables(), Draw: drawForAPI,
		UI: web.Handler(), Log: slog.New(slog.NewJSONHandler(cmd.ErrOrStderr(), &slog.HandlerOptions{Level: g.logLevel()})), Version: version,
	}
	handler, err := s.Handler()
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return exit(exitUnreachable, "%w; choose another address with --listen", err)
	}
	base := &url.URL{Scheme: "http", Host: listener.Addr().String()}
	link, err := s.SignInLink(ctx, base, signInLife)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	printf(cmd.OutOrStdout(), "Ninefold serves %s\nSign in once within %d minutes: %s\nCtrl-C stops.\n", base, int(signInLife.Minutes()), link)

	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
		defer cancel()
		if err := server.Shutdown(grace); err != nil {
			return errors.Join(exit(exitPartial, "requests still ran after %s and were cut off", shutdownTime), server.Close())
		}
		return nil
	})
	return group.Wait()
}

// logLevel keeps the terminal quiet on -q.
func (g *global) logLevel() slog.Level {
	if g.quiet {
		return slog.LevelWarn
	}
	return slog.LevelInfo
}
