package org.smilestream.job.bench.analytical;

import java.util.List;

/**
 * A whole benchmark.
 *
 * @param complete false if it was interrupted
 * @param gradients of a chain, the checkpoints of all errors
 */
record BenchResult(
    BenchSettings settings, boolean complete, long[] gradients, List<CellResult> cells) {}
