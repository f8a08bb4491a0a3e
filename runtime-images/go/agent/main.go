// The agent of compiled functions: runs a program per invocation (hop 2 of docs/protocol.md).
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
)

func main() {
	connection, err := Dial(setting("FAAS_SOCKET", "/run/faas/agent.sock"))
	if err == nil {
		err = serve(connection)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "agent:", err)
		os.Exit(1)
	}
}

func setting(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func serve(connection *Connection) error {
	hello := Hello{1, os.Getenv("FAAS_AGENT"), "go", runtime.Version()[len("go"):]}
	if err := connection.Send(TypeHello, 0, hello, nil); err != nil {
		return err
	}
	frames := make(chan Frame)
	go receive(connection, frames)
	var program *Program
	for frame := range frames {
		var err error
		switch frame.Type {
		case TypeWelcome:
		case TypePing:
			err = connection.Send(TypePong, frame.Stream, struct{}{}, nil)
		case TypeInit:
			program, err = initialise(connection, frame)
		case TypeInvoke:
			err = program.Invoke(connection, frame)
		case TypeGoodbye:
			return nil
		default:
			err = fmt.Errorf("a frame of type %d does not belong here", frame.Type)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// receive notices even while a program runs that the worker is gone, and takes the sandbox with it.
func receive(connection *Connection, frames chan<- Frame) {
	for {
		frame, err := connection.Receive()
		if err != nil {
			if !errors.Is(err, errClosed) {
				fmt.Fprintln(os.Stderr, "agent:", err)
				os.Exit(1)
			}
			os.Exit(0)
		}
		frames <- frame
	}
}

func initialise(connection *Connection, frame Frame) (*Program, error) {
	var function Init
	if err := frame.Read(&function); err != nil {
		return nil, err
	}
	if len(function.Program) == 0 {
		return nil, connection.Send(TypeError, frame.Stream,
			Error{"init_error", "UnsupportedHandler", "this runtime runs programs, not handler functions"}, nil)
	}
	os.Setenv("FAAS_FUNCTION", function.Function)
	os.Setenv("FAAS_VERSION", function.Version)
	for name, value := range function.Environment {
		os.Setenv(name, value)
	}
	path, err := exec.LookPath(function.Program[0])
	if err != nil {
		return nil, connection.Send(TypeError, frame.Stream, Error{"init_error", "ProgramNotFound", err.Error()}, nil)
	}
	program := &Program{path: path, arguments: function.Program, directory: setting("FAAS_CODE", "/code")}
	return program, connection.Send(TypeResult, frame.Stream, struct{}{}, nil)
}
