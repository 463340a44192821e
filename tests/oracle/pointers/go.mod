module belay.test/oracle/pointers

go 1.26
