/** {@code smilestream bench latency}: from request to answer, beside learning. */
package org.smilestream.job.bench.latency;
