// Package web lets the office write to people.
package web

import (
	"encoding/json"
	"net/http"

	"cases/canvass/gateway"
	"cases/canvass/notify"
)

type Handler struct {
	sender notify.Sender
	client *gateway.Client
	people map[string]notify.Person
}

func New(s notify.Sender, c *gateway.Client, people map[string]notify.Person) http.Handler {
	h := &Handler{s, c, people}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /write/{who}", h.write)
	mux.HandleFunc("POST /form", h.form)
	mux.HandleFunc("GET /status/{id}", h.status)
	return mux
}

func (h *Handler) write(w http.ResponseWriter, r *http.Request) {
	p, ok := h.people[r.PathValue("who")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	var in struct {
		Text string `json:"text"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	id, err := h.sender.Send(r.Context(), p.Phone, in.Text) // whole `RAW: .* goes to a request to smsmode` because another package implements the interface
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	json.NewEncoder(w).Encode(map[string]string{"id": id, "text": in.Text})
}

func (h *Handler) form(w http.ResponseWriter, r *http.Request) {
	if _, err := h.client.Send(r.Context(), r.FormValue("to"), r.FormValue("text")); err != nil { // want `RAW: .* goes to a request to smsmode`
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (h *Handler) status(w http.ResponseWriter, r *http.Request) {
	s, err := h.client.Status(r.Context(), r.PathValue("id"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	w.Write([]byte(s))
}
