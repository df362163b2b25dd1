package org.smilestream.job.options;

import org.apache.flink.configuration.ConfigOptions;

/** How the records that the job reads are written, and where the schemas of Avro are. */
public final class FormatOptions {

  public static final JobOption<String> ROWS =
      JobOption.of(
          ConfigOptions.key("rows.format")
              .stringType()
              .defaultValue("json")
              .withDescription(
                  "How observations, those of 'history.topic' and labels are written. 'avro' needs "
                      + "'schema-registry.url' or 'rows.avro-schema'."),
          Allowed.nameOf(RowFormat.class));

  public static final JobOption<String> ROWS_SCHEMA =
      JobOption.of(
          ConfigOptions.key("rows.avro-schema")
              .stringType()
              .noDefaultValue()
              .withDescription(
                  "File with the Avro schema (.avsc) with which all of them were written, where "
                      + "there is no schema registry. A relative path in the configuration file "
                      + "starts at that file's folder."),
          Allowed.text());

  public static final JobOption<String> LABELS_SCHEMA =
      JobOption.of(
          ConfigOptions.key("labels.avro-schema")
              .stringType()
              .noDefaultValue()
              .withDescription(
                  "The same for 'labels.topic'. Without it 'rows.avro-schema' is that of labels "
                      + "too."),
          Allowed.text());

  public static final JobOption<String> REQUESTS =
      JobOption.of(
          ConfigOptions.key("requests.format")
              .stringType()
              .noDefaultValue()
              .withDescription(
                  "How requests are written. Without it as 'rows.format' says; the Java client "
                      + "writes 'json'."),
          Allowed.nameOf(RowFormat.class));

  public static final JobOption<String> REQUESTS_SCHEMA =
      JobOption.of(
          ConfigOptions.key("requests.avro-schema")
              .stringType()
              .noDefaultValue()
              .withDescription(
                  "File with the Avro schema of requests, where there is no schema registry. "
                      + "Without it 'rows.avro-schema' is theirs too."),
          Allowed.text());

  public static final JobOption<String> REGISTRY_URL =
      JobOption.of(
          ConfigOptions.key("schema-registry.url")
              .stringType()
              .noDefaultValue()
              .withDescription(
                  "Where the REST API of a schema registry begins. Records in Avro, predictions "
                      + "too, then have the id of their schema before them, as Confluent's "
                      + "serialisers write it."),
          Allowed.webAddress());

  public static final JobOption<String> REGISTRY_USER =
      JobOption.of(
          ConfigOptions.key("schema-registry.user")
              .stringType()
              .noDefaultValue()
              .withDescription("User of the registry, for basic authentication."),
          Allowed.text());

  public static final JobOption<String> REGISTRY_PASSWORD =
      JobOption.of(
          ConfigOptions.key("schema-registry.password")
              .stringType()
              .noDefaultValue()
              .withDescription(
                  "Password of that user; better a reference, such as '${env:NAME}', which each "
                      + "task resolves on its own machine, as for the Kafka clients."),
          Allowed.text());

  public static final JobOption<String> REGISTRY_CERTIFICATES =
      JobOption.of(
          ConfigOptions.key("schema-registry.certificates")
              .stringType()
              .noDefaultValue()
              .withDescription(
                  "PEM file of the certificates to trust when the registry is reached by https, "
                      + "at this absolute path on every machine. Without it those that the JVM "
                      + "trusts."),
          Allowed.absolutePath());

  private FormatOptions() {}
}
