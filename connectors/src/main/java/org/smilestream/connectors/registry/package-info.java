/** A client of schema registries that speak Confluent's REST API. */
package org.smilestream.connectors.registry;
