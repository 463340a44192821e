module belay.test/oracle/types

go 1.26
