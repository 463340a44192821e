module belay.test/oracle/constant

go 1.22
