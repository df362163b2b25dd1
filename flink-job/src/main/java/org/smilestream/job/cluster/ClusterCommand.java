package org.smilestream.job.cluster;

import picocli.CommandLine.Command;

/** {@code smilestream cluster}: the parent of what is done with a local cluster. */
@Command(
    name = "cluster",
    description =
        "A Kafka broker and a Flink cluster on this machine, each part a process of its own.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      StartCommand.class,
      StatusCommand.class,
      RestartCommand.class,
      StopCommand.class
    })
public final class ClusterCommand {}
