package org.smilestream.job.chaos;

import java.time.Duration;

/**
 * A fault and what came of it.
 *
 * @param what the process or the change, in words
 * @param recovery from the fault to the end of the first checkpoint that was begun after it: by
 *     then every operator and every sink works again
 */
record Outcome(FaultKind kind, String what, Duration recovery) {}
