# The program is not started, and what comes behind it is not looked at.
belay run --keepgoing -- echo started --frmat
