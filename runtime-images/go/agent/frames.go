package main

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"sync"
	"unicode/utf8"
)

const (
	TypeHello   = 1
	TypeWelcome = 2
	TypeInit    = 4
	TypeInvoke  = 5
	TypeResult  = 6
	TypeError   = 7
	TypeLog     = 8
	TypePing    = 12
	TypePong    = 13
	TypeGoodbye = 14

	headerSize      = 16
	metaRoom        = 64 << 10
	defaultBodySize = 8 << 20
)

type Hello struct {
	Protocol       int    `json:"protocol"`
	Agent          string `json:"agent"`
	Runtime        string `json:"runtime"`
	RuntimeVersion string `json:"runtime_version"`
}

type Init struct {
	Function    string            `json:"function"`
	Version     string            `json:"version"`
	Environment map[string]string `json:"environment"`
	Program     []string          `json:"program"`
}

type Invoke struct {
	InvocationId string  `json:"invocation_id"`
	Attempt      int     `json:"attempt"`
	TimeoutMs    float64 `json:"timeout_ms"`
	ContentType  string  `json:"content_type"`
	Traceparent  string  `json:"traceparent"`
}

type Result struct {
	ContentType string `json:"content_type"`
}

type Error struct {
	Kind    string `json:"kind"`
	Type    string `json:"type"`
	Message string `json:"message"`
}

type Frame struct {
	Type    byte
	Stream  uint64
	meta    []byte
	Payload []byte
}

func (frame Frame) Read(meta any) error {
	if len(frame.meta) == 0 {
		return nil
	}
	return json.Unmarshal(frame.meta, meta)
}

var errClosed = errors.New("the worker closed the connection")

// Connection is the worker's socket. Whole frames are written under its lock.
type Connection struct {
	socket  net.Conn
	reader  *bufio.Reader
	writing sync.Mutex
	maxBody int
}

func Dial(path string) (*Connection, error) {
	socket, err := net.Dial("unix", path)
	if err != nil {
		return nil, err
	}
	maxBody, err := strconv.Atoi(os.Getenv("FAAS_MAX_BODY"))
	if err != nil {
		maxBody = defaultBodySize
	}
	return &Connection{socket: socket, reader: bufio.NewReaderSize(socket, 64<<10), maxBody: maxBody}, nil
}

func (connection *Connection) Receive() (Frame, error) {
	var header [headerSize]byte
	if _, err := io.ReadFull(connection.reader, header[:]); err != nil {
		return Frame{}, errClosed
	}
	length := int(binary.LittleEndian.Uint32(header[0:]))
	metaLength := int(binary.LittleEndian.Uint16(header[6:]))
	if length > connection.maxBody || metaLength > length || header[5] != 0 {
		return Frame{}, fmt.Errorf("malformed frame header %x", header)
	}
	body := make([]byte, length)
	if _, err := io.ReadFull(connection.reader, body); err != nil {
		return Frame{}, errClosed
	}
	return Frame{header[4], binary.LittleEndian.Uint64(header[8:]), body[:metaLength], body[metaLength:]}, nil
}

func (connection *Connection) Send(kind byte, stream uint64, meta any, payload []byte) error {
	text, err := json.Marshal(meta)
	if err != nil {
		return err
	}
	var header [headerSize]byte
	binary.LittleEndian.PutUint32(header[0:], uint32(len(text)+len(payload)))
	header[4] = kind
	binary.LittleEndian.PutUint16(header[6:], uint16(len(text)))
	binary.LittleEndian.PutUint64(header[8:], stream)
	connection.writing.Lock()
	defer connection.writing.Unlock()
	buffers := net.Buffers{append(header[:], text...), payload}
	_, err = buffers.WriteTo(connection.socket)
	return err
}

// MaxPayload leaves room for the largest meta beside the payload.
func (connection *Connection) MaxPayload() int { return connection.maxBody - metaRoom }

func contentTypeOf(output []byte) string {
	for _, c := range output {
		switch c {
		case ' ', '\t', '\r', '\n':
			continue
		case '{', '[':
			if json.Valid(output) {
				return "application/json"
			}
		}
		break
	}
	if utf8.Valid(output) {
		return "text/plain; charset=utf-8"
	}
	return "application/octet-stream"
}
