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
			return g.serve(cmd, st, listen)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8080", "host:port")
	return cmd
}

// serve serves st until the context ends, and prints a one-time sign-in link.
func (g *global) serve(cmd *cobra.Command, st *store.Store, listen string) error {
	ctx := cmd.Context()
	s := &api.Server{
		Store: st, Analyze: func(ctx context.Context, model string) (*assessment.Assessment, error) {
			a, _, err := assess.Run(ctx, st, model, 0, assess.Options{})
			return a, err
		},
		Board: report.Board, Table: report.Table, Tables: report.Tables(),
		UI: web.Handler(), Log: slog.New(slog.NewJSONHandler(cmd.ErrOrStderr(), &slog.HandlerOptions{Level: g.logLevel()})), Version: version,
	}
	handler, err := s.Handler()
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return &exitError{exitUnreachable, err}
	}
	base := &url.URL{Scheme: "http", Host: listener.Addr().String()}
	link, err := s.SignInLink(ctx, base, signInLife)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	fmt.Fprintf(cmd.OutOrStdout(), "Ninefold serves %s\nSign in once within %d minutes: %s\nCtrl-C stops.\n", base, int(signInLife.Minutes()), link)

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
		return server.Shutdown(grace)
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
