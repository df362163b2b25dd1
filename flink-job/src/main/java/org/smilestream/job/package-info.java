/**
 * The command and the job: {@link org.smilestream.job.Main} is where both begin, on a laptop and
 * inside {@code flink run}.
 */
package org.smilestream.job;
