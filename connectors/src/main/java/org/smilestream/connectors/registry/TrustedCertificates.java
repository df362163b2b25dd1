package org.smilestream.connectors.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Trust in the certificates of a PEM file and in no others. */
final class TrustedCertificates {
  private TrustedCertificates() {}

  /**
   * @throws SchemaRegistryException if the file cannot be read or holds no certificate
   */
  static SSLContext context(String file) {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("certificate-" + store.size(), each);
      }
      if (store.size() == 0) {
        throw new SchemaRegistryException("there is no certificate in '" + file + "'");
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new SchemaRegistryException(
          "the certificates in '" + file + "' cannot be read: " + e.getMessage());
    }
  }
}
