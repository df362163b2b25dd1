/**
 * {@code smilestream bench uci}: the regression benchmark of the SMILE paper, without a stream.
 *
 * <p>Begin at {@link org.smilestream.job.bench.uci.UciCommand}; {@link
 * org.smilestream.job.bench.uci.UciRun} is the protocol for one set and split.
 */
package org.smilestream.job.bench.uci;
