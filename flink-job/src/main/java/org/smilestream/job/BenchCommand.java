package org.smilestream.job;

import org.smilestream.job.bench.analytical.AnalyticalCommand;
import org.smilestream.job.bench.engines.EnginesCommand;
import org.smilestream.job.bench.keyed.KeyedCommand;
import org.smilestream.job.bench.latency.LatencyCommand;
import org.smilestream.job.bench.uci.UciCommand;
import picocli.CommandLine.Command;

/** {@code smilestream bench}: the parent of the benchmarks. */
@Command(
    name = "bench",
    description = "Runs a benchmark.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      UciCommand.class,
      AnalyticalCommand.class,
      KeyedCommand.class,
      EnginesCommand.class,
      LatencyCommand.class
    })
public final class BenchCommand {}
