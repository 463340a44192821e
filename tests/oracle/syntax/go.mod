module belay.test/oracle/syntax

go 1.24
