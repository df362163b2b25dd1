/** Benchmarks: {@code smilestream bench}. */
package org.smilestream.job.bench;
