module belay.test/oracle/errors

go 1.26

require belay.test/oracle/types v0.0.0

replace belay.test/oracle/types => ../types
