// Reads a code with the camera where the browser can; elsewhere the code is typed in the search field.
"use strict";

const scanButton = document.getElementById("door-scan");
const scanView = document.getElementById("door-camera");
let scanning = null;

function stopScan() {
  for (const track of scanning?.getTracks() ?? []) track.stop();
  scanning = null;
  scanView.hidden = true;
  scanView.srcObject = null;
}

async function look(detector) {
  if (!scanning) return;
  const [found] = await detector.detect(scanView).catch(() => []);
  if (!found) {
    setTimeout(() => look(detector), 200);
    return;
  }
  stopScan();
  document.getElementById("f-q").value = found.rawValue.toLowerCase();
  filter();
  doorPage.querySelector("#guests > li:not([hidden]) .door__in button")?.focus();
}

async function scan() {
  if (scanning) return stopScan();
  try {
    scanning = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    scanView.srcObject = scanning;
    scanView.hidden = false;
    await scanView.play();
    look(new BarcodeDetector({ formats: ["qr_code"] }));
  } catch {
    stopScan();
    scanButton.hidden = true;
  }
}

if ("BarcodeDetector" in window && navigator.mediaDevices) {
  scanButton.hidden = false;
  scanButton.addEventListener("click", scan);
}
