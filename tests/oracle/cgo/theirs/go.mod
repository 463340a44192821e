module belay.test/oracle/cgo

go 1.26
