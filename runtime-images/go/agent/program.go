package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strconv"
	"syscall"
)

const (
	logChunk  = 64 << 10
	tailLimit = 8 << 10
)

// Program is the function: started once per invocation, payload on stdin, result on stdout, logs on stderr.
type Program struct {
	path      string
	arguments []string
	directory string
}

func (program *Program) Invoke(connection *Connection, frame Frame) error {
	if program == nil {
		return fmt.Errorf("invoke before init")
	}
	var invoke Invoke
	if err := frame.Read(&invoke); err != nil {
		return err
	}
	run, err := program.start(invoke)
	if err != nil {
		return connection.Send(TypeError, frame.Stream, Error{"exited", "ProgramNotStarted", err.Error()}, nil)
	}
	logged := make(chan []byte)
	go func() { logged <- run.forwardLogs(connection, frame.Stream) }()
	go run.feed(frame.Payload)
	read := make(chan []byte)
	go func() { read <- run.readResult(connection.MaxPayload()) }()

	status := run.wait()
	endStragglers(run.pid)
	output, tail := <-read, <-logged
	if status.Exited() && status.ExitStatus() == 0 || len(output) == connection.MaxPayload() {
		return connection.Send(TypeResult, frame.Stream, Result{contentTypeOf(output)}, output)
	}
	return connection.Send(TypeError, frame.Stream, Error{"exited", "ProgramFailed", describe(status)}, tail)
}

func describe(status syscall.WaitStatus) string {
	if status.Signaled() {
		return fmt.Sprintf("killed by signal %d (%s)", status.Signal(), status.Signal())
	}
	return fmt.Sprintf("exit status %d", status.ExitStatus())
}

func (invoke Invoke) environment() []string {
	return append(os.Environ(),
		"FAAS_INVOCATION_ID="+invoke.InvocationId,
		"FAAS_ATTEMPT="+strconv.Itoa(invoke.Attempt),
		"FAAS_TIMEOUT_MS="+strconv.FormatFloat(invoke.TimeoutMs, 'f', -1, 64),
		"FAAS_CONTENT_TYPE="+invoke.ContentType,
		"TRACEPARENT="+invoke.Traceparent)
}

type run struct {
	pid                   int
	stdin, stdout, stderr *os.File
}

func (program *Program) start(invoke Invoke) (*run, error) {
	var ours, theirs [3]*os.File
	for i := range ours {
		reader, writer, err := os.Pipe()
		if err != nil {
			return nil, err
		}
		ours[i], theirs[i] = reader, writer
		if i == 0 {
			ours[i], theirs[i] = writer, reader
		}
		defer theirs[i].Close()
	}
	pid, err := syscall.ForkExec(program.path, program.arguments, &syscall.ProcAttr{
		Dir:   program.directory,
		Env:   invoke.environment(),
		Files: []uintptr{theirs[0].Fd(), theirs[1].Fd(), theirs[2].Fd()},
		Sys:   &syscall.SysProcAttr{Setpgid: true},
	})
	if err != nil {
		for _, file := range ours {
			file.Close()
		}
		return nil, fmt.Errorf("%s: %w", program.path, err)
	}
	return &run{pid, ours[0], ours[1], ours[2]}, nil
}

func (run *run) feed(payload []byte) {
	run.stdin.Write(payload)
	run.stdin.Close()
}

// An output over the limit is cut at it, and the program ended: the worker calls it too large.
func (run *run) readResult(limit int) []byte {
	defer run.stdout.Close()
	var output bytes.Buffer
	io.Copy(&output, io.LimitReader(run.stdout, int64(limit)))
	if output.Len() == limit {
		syscall.Kill(-run.pid, syscall.SIGKILL)
	}
	return output.Bytes()
}

// forwardLogs returns the end of what was written, which is where a failing program says why.
func (run *run) forwardLogs(connection *Connection, stream uint64) []byte {
	defer run.stderr.Close()
	chunk := make([]byte, logChunk)
	var tail []byte
	for {
		count, err := run.stderr.Read(chunk)
		if count > 0 {
			connection.Send(TypeLog, stream, struct{}{}, chunk[:count])
			tail = append(tail, chunk[:count]...)
			tail = tail[max(0, len(tail)-tailLimit):]
		}
		if err != nil {
			return tail
		}
	}
}

// wait reaps whatever ends meanwhile: as the first process of the container the agent inherits all orphans.
func (run *run) wait() syscall.WaitStatus {
	var status syscall.WaitStatus
	for {
		pid, err := syscall.Wait4(-1, &status, 0, nil)
		if pid == run.pid || err != nil && err != syscall.EINTR {
			return status
		}
	}
}

// Nothing that an invocation started may outlive it, not even what left the process group.
func endStragglers(pid int) {
	if os.Getpid() != 1 {
		syscall.Kill(-pid, syscall.SIGKILL)
		return
	}
	if syscall.Kill(-1, syscall.SIGKILL) == syscall.ESRCH {
		return
	}
	for {
		if _, err := syscall.Wait4(-1, nil, 0, nil); err != nil && err != syscall.EINTR {
			return
		}
	}
}
