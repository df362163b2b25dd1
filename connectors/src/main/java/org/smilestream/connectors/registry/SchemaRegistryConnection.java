package org.smilestream.connectors.registry;

import java.io.Serializable;

/**
 * How to reach a schema registry.
 *
 * @param url where its API begins, such as {@code https://registry:8081}
 * @param user for basic authentication; null for none
 * @param password of the user, or a reference to it, which each {@link SchemaRegistry} resolves on
 *     its own machine; null where there is no user
 * @param certificates PEM file of the certificates to trust, on each machine; null for those that
 *     the JVM trusts
 */
public record SchemaRegistryConnection(
    String url, String user, String password, String certificates) implements Serializable {

  /** A registry that needs nothing but its address. */
  public static SchemaRegistryConnection to(String url) {
    return new SchemaRegistryConnection(url, null, null, null);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "SchemaRegistryConnection[" + url + (user == null ? "" : ", user '" + user + "'") + "]";
  }
}
